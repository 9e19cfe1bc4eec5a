import { effect, signal } from '@preact/signals';
import type { Fit } from '../../api/fit-types.ts';
import { formatDate, formatPoints, formatShare } from '../../i18n/format.ts';
import { inLang, t } from '../../i18n/t.ts';
import { compared } from '../../state.ts';
import { Busy, ErrorNotice } from '../../ui/Notice.tsx';
import { judged, other, otherError } from './ask.ts';
import { VerdictBadge } from './Badge.tsx';
import { changesOf, classBars, compareBars, constraintBars, type Difference } from './bars.ts';
import { PlanPicker } from './PlanPicker.tsx';
import { fillOf } from './tone.ts';

export type Side = 'a' | 'b';
/** Whose pieces are on the map. */
export const side = signal<Side>('a');
effect(() => {
  if (compared.value === null) side.value = 'a';
});

const sides: Side[] = ['a', 'b'];

/** Two judgements of the same outline beside each other: by two versions of a plan, or two plans. */
export function Compare({ today }: { today: string | null }) {
  const choice = compared.value;
  const first = judged.value?.fit;
  const second = other.value?.fit;
  if (choice === null || !first) return null;
  return (
    <section class="compare" aria-labelledby="compare-title">
      <h3 id="compare-title">{t('compare.title')}</h3>
      <PlanPicker
        id="fit-b"
        label={t('compare.with')}
        choice={choice}
        onChoose={(next) => {
          compared.value = next;
        }}
        today={today}
      />
      {otherError.value !== null && <ErrorNotice error={otherError.value} />}
      {!second && otherError.value === null && <Busy text={t('judge.busy')} />}
      {second && <Beside a={first} b={second} />}
    </section>
  );
}

function Beside({ a, b }: { a: Fit; b: Fit }) {
  const changes = changesOf(a, b);
  return (
    <>
      {(a.plan.synthetic || b.plan.synthetic) && <p class="plan-strip">{t('judge.synthetic')}</p>}
      <fieldset class="segments">
        <legend class="visually-hidden">{t('compare.onMap')}</legend>
        {sides.map((each) => (
          <label key={each}>
            <input
              type="radio"
              name="compare-side"
              checked={side.value === each}
              onChange={() => {
                side.value = each;
              }}
            />
            <span>{t('compare.drawSide', { side: each.toUpperCase() })}</span>
          </label>
        ))}
      </fieldset>
      <ul class="sides">
        <SideLine letter="A" fit={a} />
        <SideLine letter="B" fit={b} />
      </ul>
      <table class="beside">
        <caption class="visually-hidden">{t('compare.title')}</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">A</th>
            <th scope="col">B</th>
            <th scope="col" class="number">
              {t('compare.change')}
            </th>
          </tr>
        </thead>
        <tbody>
          {[
            ...compareBars(classBars(a), classBars(b)),
            ...compareBars(constraintBars(a), constraintBars(b)),
          ].map((line) => (
            <Line key={line.id} line={line} />
          ))}
        </tbody>
      </table>
      <h3>{t('compare.changes')}</h3>
      {changes.length === 0 ? (
        <p class="empty">{t('compare.none')}</p>
      ) : (
        <ul class="changes">
          {changes.map((change) => (
            <li key={change.text} data-kind={change.kind}>
              {change.text}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function SideLine({ letter, fit }: { letter: string; fit: Fit }) {
  return (
    <li>
      <strong>{letter}</strong> <VerdictBadge verdict={fit.verdict} />
      <span class="fine">
        {inLang(fit.plan, 'title')}, {t('judge.version', { n: fit.plan.version })} ·{' '}
        {t('judge.onDay', { date: formatDate(fit.datetime) })}
      </span>
    </li>
  );
}

function Line({ line }: { line: Difference }) {
  const cell = (share: number | null) => (
    <td>
      {share === null ? '–' : formatShare(share)}
      <span class="bar-track" style={fillOf(line)} aria-hidden="true">
        {share !== null && share > 0 && <span style={{ width: `${Math.min(share, 1) * 100}%` }} />}
      </span>
    </td>
  );
  return (
    <tr data-bar={line.id}>
      <th scope="row">{line.label}</th>
      {cell(line.a)}
      {cell(line.b)}
      <td class="number">{formatPoints(line.change)}</td>
    </tr>
  );
}
