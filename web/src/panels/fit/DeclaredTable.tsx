import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { cityUrl } from '../../api/fit.ts';
import type { CityFit, CityRow } from '../../api/fit-types.ts';
import { cityAttempts, cityError } from '../../city.ts';
import { formatArea, formatDate, formatNumber, formatShare, withUnit } from '../../i18n/format.ts';
import { inLang, t, tCode } from '../../i18n/t.ts';
import { cityFit, isNarrow, judgeCluster, planChoice, table } from '../../state.ts';
import { Busy, ErrorNotice } from '../../ui/Notice.tsx';
import { VerdictBadge } from './Badge.tsx';
import { Agrees, areaSaid } from './DeclaredFacts.tsx';
import { type Aspect, aspects, filterCity, namesOf, type Sorted, sortAspect } from './declared.ts';
import { chooseInto, PlanPicker } from './PlanPicker.tsx';
import './parts.css';
import './fit.css';

type Shown = Aspect | 'all';
const shown = signal<Shown>('all');

/** What papers say of the clusters beside what is computed: a difference is something to look into, not a fault. */
export function DeclaredTable({ words }: { words: string }) {
  const city = cityFit.value;
  return (
    <div class="declared-table">
      <header>
        <PlanPicker
          id="declared"
          label={t('plan.which')}
          choice={planChoice.value}
          onChoose={chooseInto(planChoice)}
          today={city && planChoice.value.date === null ? city.datetime : null}
        />
        <p class="actions">
          <a class="button" href={cityUrl(planChoice.value, 'csv')}>
            CSV
          </a>
          <a class="button" href={cityUrl(planChoice.value, 'geojson')}>
            GeoJSON
          </a>
        </p>
      </header>
      {cityError.value !== null && (
        <div class="table-failure">
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
        </div>
      )}
      {!city && cityError.value === null && <Busy text={t('judge.busy')} />}
      {city && <Sections city={city} words={words} />}
    </div>
  );
}

function Sections({ city, words }: { city: CityFit; words: string }) {
  const rows = filterCity(city.rows, words);
  const names = namesOf(city.rows);
  const sorted = Object.fromEntries(aspects.map((aspect) => [aspect, sortAspect(rows, aspect)])) as Record<
    Aspect,
    Sorted
  >;
  const choices: { id: Shown; text: string }[] = [
    { id: 'all', text: t('declared.all') },
    ...aspects.map((id) => ({ id, text: `${tCode('aspect', id)} (${sorted[id].differ})` })),
  ];
  return (
    <>
      <p class="fine">
        {inLang(city.plan, 'title')} · {t('judge.version', { n: city.plan.version })} ·{' '}
        {t('judge.onDay', { date: formatDate(city.datetime) })}
      </p>
      <fieldset class="segments">
        <legend class="visually-hidden">{t('declared.which')}</legend>
        {choices.map(({ id, text }) => (
          <label key={id}>
            <input
              type="radio"
              name="declared-aspect"
              checked={shown.value === id}
              onChange={() => {
                shown.value = id;
              }}
            />
            <span>{text}</span>
          </label>
        ))}
      </fieldset>
      {aspects
        .filter((aspect) => shown.value === 'all' || shown.value === aspect)
        .map((aspect) => (
          <Section
            key={aspect}
            aspect={aspect}
            sorted={sorted[aspect]}
            names={names}
            illustrative={city.plan.synthetic}
          />
        ))}
    </>
  );
}

interface SectionProps {
  aspect: Aspect;
  sorted: Sorted;
  names: Map<string, string>;
  illustrative: boolean;
}

function Section({ aspect, sorted, names, illustrative }: SectionProps) {
  const { rows, differ, unknown } = sorted;
  return (
    <section class="aspect" data-aspect={aspect} aria-labelledby={`aspect-${aspect}`}>
      <h3 id={`aspect-${aspect}`}>{tCode('aspectTitle', aspect)}</h3>
      <p>
        {differ > 0 && t('declared.differ', { n: differ, all: rows.length })}
        {differ === 0 && (rows.length === 0 || unknown < rows.length) && tCode('aspectNone', aspect)}
        {unknown > 0 && ` ${tCode('aspectUnknown', aspect).replace('{n}', String(unknown))}`}
      </p>
      {rows.length > 0 && (
        <div class="aspect-scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">{t('column.name')}</th>
                {heads[aspect].map((key) => (
                  <th key={key} scope="col">
                    {t(key)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  <th scope="row">
                    <button type="button" class="link-button" onClick={() => open(row)}>
                      {names.get(row.id)}
                    </button>
                  </th>
                  {cells[aspect](row, illustrative).map((cell, at) => (
                    // On a phone a row is a card, and each line of it says what it is.
                    <td key={heads[aspect][at]} data-label={labelOf(aspect, at)}>
                      {cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function labelOf(aspect: Aspect, at: number): string {
  const key = heads[aspect][at];
  return key === undefined ? '' : t(key);
}

function open(row: CityRow): void {
  if (isNarrow()) table.value = null;
  judgeCluster(row.id);
}

const heads = {
  fit: ['column.commune', 'declared.declared', 'declared.computed', 'declared.compared'],
  area: ['declared.declared', 'declared.computed', 'declared.compared'],
  commune: ['declared.declared', 'declared.computed', 'declared.share', 'declared.compared'],
} as const;

/** What stands under each heading, in its order. */
const cells: Record<Aspect, (row: CityRow, illustrative: boolean) => ComponentChildren[]> = {
  fit: (row, illustrative) => [
    row.declared_commune_name ?? row.commune_name ?? '–',
    tCode('fit', row.declared_fit),
    <VerdictBadge key="verdict" verdict={row.verdict} illustrative={illustrative} />,
    <Agrees key="agrees" value={row.fit_agrees} illustrative={illustrative} />,
  ],
  area: (row) => [
    row.declared_area_ha === null ? '–' : withUnit(formatNumber(row.declared_area_ha, 4), 'ha'),
    formatArea(row.area_m2),
    areaSaid({ ...row, area_ha: row.declared_area_ha }),
  ],
  commune: (row, illustrative) => [
    row.declared_commune_name ?? '–',
    row.commune_name ?? '–',
    row.commune_share === null ? '–' : formatShare(row.commune_share),
    <Agrees key="agrees" value={row.commune_agrees} illustrative={illustrative} />,
  ],
};
