import { verdicts } from '../../api/fit-types.ts';
import { cityAttempts, cityError } from '../../city.ts';
import { t } from '../../i18n/t.ts';
import { cityFit, planChoice, shownVerdicts } from '../../state.ts';
import { Busy, ErrorNotice } from '../../ui/Notice.tsx';
import { VerdictBadge } from './Badge.tsx';
import { chooseInto, PlanPicker } from './PlanPicker.tsx';
import './parts.css';
import './fit.css';

/** What the colours by verdict mean, how many clusters have each, and which of them are drawn. */
export function VerdictLegend() {
  const city = cityFit.value;
  return (
    <div class="verdict-legend">
      {city?.plan.synthetic && <p class="plan-strip">{t('judge.synthetic')}</p>}
      {cityError.value !== null && (
        <>
          <ErrorNotice error={cityError.value} />
          <button
            type="button"
            class="button"
            onClick={() => {
              cityAttempts.value += 1;
            }}
          >
            {t('error.retry')}
          </button>
        </>
      )}
      {!city && cityError.value === null && <Busy text={t('judge.busy')} />}
      {city && (
        <fieldset class="verdict-counts">
          <legend>{t('theme.shown')}</legend>
          {verdicts.map((verdict) => (
            <label key={verdict} data-verdict={verdict}>
              <input
                type="checkbox"
                checked={shownVerdicts.value.has(verdict)}
                onChange={() => toggle(verdict)}
              />
              <VerdictBadge verdict={verdict} />
              <span class="count">{city.counts[verdict] ?? 0}</span>
            </label>
          ))}
        </fieldset>
      )}
      <PlanPicker
        id="theme"
        label={t('plan.which')}
        choice={planChoice.value}
        onChoose={chooseInto(planChoice)}
        today={city && planChoice.value.date === null ? city.datetime : null}
      />
    </div>
  );
}

function toggle(verdict: (typeof verdicts)[number]): void {
  const next = new Set(shownVerdicts.value);
  if (!next.delete(verdict)) next.add(verdict);
  shownVerdicts.value = next;
}
