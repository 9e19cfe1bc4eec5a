import type { Signal } from '@preact/signals';
import type { Plan, PlanVersion } from '../../api/fit-types.ts';
import { dayInHanoi, formatDate } from '../../i18n/format.ts';
import { inLang, t, tCode } from '../../i18n/t.ts';
import type { PlanChoice } from '../../state.ts';
import { Busy, ErrorNotice } from '../../ui/Notice.tsx';
import { plans, plansError } from './ask.ts';
import { lawText } from './Badge.tsx';

/** What a list of plans must say of each, so that nobody takes an invented one for a plan, or expects a map of one. */
export function planLabel(plan: Plan): string {
  const remarks = [
    plan.synthetic ? t('plan.invented') : null,
    plan.has_zones ? null : t('plan.noGeometry'),
  ].filter(Boolean);
  const title = inLang(plan, 'title') ?? plan.id;
  // First, because a list cuts what is long.
  return remarks.length > 0 ? `[${remarks.join('; ')}] ${title}` : title;
}

/** The plan that a choice comes to. */
export function planOf(choice: PlanChoice): Plan | undefined {
  const wanted = choice.plan ?? plans.value?.default;
  return plans.value?.plans.find(({ id }) => id === wanted);
}

export function versionOn(plan: Plan | undefined, date: string): PlanVersion | undefined {
  return plan?.versions.find(
    ({ valid_from, valid_to }) => valid_from <= date && (valid_to === null || date < valid_to),
  );
}

/** A day on which a version holds: today where it does, else its first. */
export function dayOf(version: PlanVersion, today: string): string | null {
  const { valid_from, valid_to } = version;
  return valid_from <= today && (valid_to === null || today < valid_to) ? null : valid_from;
}

interface Props {
  id: string;
  label: string;
  choice: PlanChoice;
  onChoose: (choice: PlanChoice) => void;
  /** The day that the server took where none was chosen. */
  today: string | null;
}

export function PlanPicker({ id, label, choice, onChoose, today }: Props) {
  if (plansError.value && !plans.value) return <ErrorNotice error={plansError.value} />;
  if (!plans.value) return <Busy />;
  const plan = planOf(choice);
  const now = today ?? dayInHanoi(Date.now());
  const date = choice.date ?? now;
  const choose = (value: string) =>
    value !== '' && onChoose({ ...choice, plan: value === plans.value?.default ? null : value });
  return (
    <fieldset class="plan-picker">
      <legend>{label}</legend>
      <label class="visually-hidden" for={`${id}-plan`}>
        {t('plan.which')}
      </label>
      <select
        id={`${id}-plan`}
        value={plan?.id ?? ''}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {!plan && <option value="">{t('plan.choose')}</option>}
        {plans.value.plans.map((each) => (
          <option key={each.id} value={each.id}>
            {planLabel(each)}
          </option>
        ))}
      </select>
      <div class="day">
        <label for={`${id}-date`}>{t('plan.on')}</label>
        <input
          id={`${id}-date`}
          type="date"
          value={date}
          onChange={(event) => onChoose({ ...choice, date: event.currentTarget.value || null })}
        />
        {choice.date !== null && (
          <button type="button" class="link-button" onClick={() => onChoose({ ...choice, date: null })}>
            {t('plan.today')}
          </button>
        )}
      </div>
      {plan && (
        <PlanFacts
          plan={plan}
          date={date}
          onDay={(version) => onChoose({ ...choice, date: dayOf(version, now) })}
        />
      )}
    </fieldset>
  );
}

interface PlanFactsProps {
  plan: Plan;
  date: string;
  onDay: (version: PlanVersion) => void;
}

function PlanFacts({ plan, date, onDay }: PlanFactsProps) {
  const version = versionOn(plan, date);
  return (
    <div class="plan-facts">
      {plan.versions.length > 1 &&
        plan.versions.map((each) => (
          <button
            key={each.version}
            type="button"
            class="chip"
            aria-pressed={version === each}
            onClick={() => onDay(each)}
          >
            {t('plan.version', { n: each.version, date: formatDate(each.valid_from) })}
          </button>
        ))}
      <p class="fine">
        {[tCode('level', plan.level), lawText(version?.law_status ?? plan.law_status, plan.synthetic)].join(
          ' · ',
        )}
        {!version && ` · ${t('plan.noVersion')}`}
      </p>
      {plan.documents.length > 0 && (
        <details>
          <summary>{t('plan.documents', { n: plan.documents.length })}</summary>
          <ul class="documents">
            {plan.documents.map((paper) => (
              <li key={`${paper.number}${paper.role}`}>
                <strong>{paper.number}</strong>
                {paper.issued_on && ` (${formatDate(paper.issued_on)})`} · {tCode('role', paper.role)}
                {paper.article && ` · ${paper.article}`}
                <span>{inLang(paper, 'title')}</span>
                {inLang(paper, 'note') && <span>{inLang(paper, 'note')}</span>}
                {paper.source_url && (
                  <a href={paper.source_url} rel="external noopener">
                    {paper.source_title ?? paper.source_url}
                  </a>
                )}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

/** Ties a picker to a signal. */
export const chooseInto = (target: Signal<PlanChoice>) => (choice: PlanChoice) => {
  target.value = choice;
};
