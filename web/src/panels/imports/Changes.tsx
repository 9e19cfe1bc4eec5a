import { signal } from '@preact/signals';
import type { ImportDocument, ImportRow } from '../../api/imports.ts';
import { formatArea, formatNumber, formatShare, withUnit } from '../../i18n/format.ts';
import { t, tCode } from '../../i18n/t.ts';
import { litRow, lookAtRow, side, sides } from './drawn.ts';
import { preview, staged } from './work.ts';

const page = 50;
const shown = signal(page);

/** What publishing would do to each feature, old beside new; on the map both, or one of them. */
export function Changes({ document }: { document: ImportDocument }) {
  const { rows } = document;
  if (rows.length === 0) return null;
  return (
    <section class="changes" aria-labelledby="import-changes">
      <h3 id="import-changes">{t(staged.value ? 'change.title' : 'change.done')}</h3>
      {staged.value && preview.value !== null && <Sides />}
      <div class="scroll">
        <table>
          <caption class="visually-hidden">{t('change.caption')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('column.name')}</th>
              <th scope="col">{t('change.what')}</th>
              {preview.value !== null && (
                <th scope="col" class="number">
                  {t('change.before')}
                </th>
              )}
              <th scope="col" class="number">
                {t('change.after')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown.value).map((row) => (
              <Row key={row.row} row={row} />
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > shown.value && (
        <button
          type="button"
          class="link-button"
          onClick={() => {
            shown.value += page;
          }}
        >
          {t('defect.more', { n: Math.min(page, rows.length - shown.value) })}
        </button>
      )}
    </section>
  );
}

function Sides() {
  return (
    <div class="sides">
      <fieldset class="segments">
        <legend class="visually-hidden">{t('change.shown')}</legend>
        {sides.map((each) => (
          <label key={each}>
            <input
              type="radio"
              name="import-side"
              checked={side.value === each}
              onChange={() => {
                side.value = each;
              }}
            />
            <span>{tCode('importSide', each)}</span>
          </label>
        ))}
      </fieldset>
      <ul class="legend">
        <li>
          <svg class="swatch staged-old" viewBox="0 0 28 18" aria-hidden="true">
            <rect x="2" y="2" width="24" height="14" />
          </svg>
          {t('change.legendOld')}
        </li>
        <li>
          <svg class="swatch staged-new" viewBox="0 0 28 18" aria-hidden="true">
            <rect x="2" y="2" width="24" height="14" />
          </svg>
          {t('change.legendNew')}
        </li>
      </ul>
    </div>
  );
}

/** The area that a row's feature has in the register now; null where it has none, or none is known. */
export function areaBefore(row: number): number | null {
  const old = preview.value?.features.find(
    ({ properties }) => properties.role === 'old' && properties.row === row,
  );
  return old?.properties.area_m2 ?? null;
}

function Row({ row }: { row: ImportRow }) {
  const before = areaBefore(row.row);
  const communes = row.communes
    .map(({ full_name, share }) => `${full_name} ${formatShare(share)}`)
    .join(' · ');
  return (
    <tr id={`import-row-${row.row}`} data-change={row.change} data-lit={litRow.value === row.row}>
      <th scope="row">
        <button
          type="button"
          class="link-button"
          aria-pressed={litRow.value === row.row}
          onClick={() => lookAtRow(row.row)}
        >
          {row.title || t('change.unnamed', { n: row.row })}
        </button>
        {communes && <span class="fine">{communes}</span>}
      </th>
      <td>
        <span class="change">{tCode('change', row.change)}</span>
      </td>
      {preview.value !== null && <td class="number">{before === null ? '–' : formatArea(before)}</td>}
      <td class="number">
        {row.area_m2 === null ? '–' : formatArea(row.area_m2)}
        {row.declared_area_ha !== null && (
          <span class="fine">
            {t('change.declared', { area: withUnit(formatNumber(row.declared_area_ha, 4), 'ha') })}
          </span>
        )}
      </td>
    </tr>
  );
}
