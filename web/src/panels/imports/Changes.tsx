import { signal } from '@preact/signals';
import type { ImportDocument, ImportRow } from '../../api/imports.ts';
import { formatShare } from '../../i18n/format.ts';
import { type Key, t, tCode } from '../../i18n/t.ts';
import { litRow, lookAtRow, side, sides } from './drawn.ts';
import { Skip } from './Skip.tsx';
import { formatHectares, placeOf } from './words.ts';
import { preview, skipped, staged } from './work.ts';

const page = 50;
const shown = signal(page);

/** What publishing would do to each feature, old beside new; on the map both, or one of them. */
export function Changes({ document }: { document: ImportDocument }) {
  const { rows } = document;
  if (rows.length === 0) return null;
  return (
    <section class="changes" aria-labelledby="import-changes">
      <h3 id="import-changes" tabIndex={-1}>
        {t(titleOf(document))}
      </h3>
      {document.state === 'undone' && <p>{t('change.undoneHelp')}</p>}
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
              <Row key={row.row} row={row} undone={document.state === 'undone'} />
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

function titleOf({ state }: ImportDocument): Key {
  if (state === 'undone') return 'change.undone';
  return state === 'published' ? 'change.done' : 'change.title';
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

/** What a row is called; one that the file gives no name is called by its place. */
function nameOf({ row, title, place }: ImportRow): string {
  return (title === place ? placeOf(title) : title) || t('change.unnamed', { n: row });
}

/** The area that a row's feature has in the register now; null where it has none, or none is known. */
export function areaBefore(row: number): number | null {
  const old = preview.value?.features.find(
    ({ properties }) => properties.role === 'old' && properties.row === row,
  );
  return old?.properties.area_m2 ?? null;
}

/** Which feature of the register a row is about: its name there, and its id, which is its alone. */
function InRegister({ row: { change, feature_id, register_name } }: { row: ImportRow }) {
  if (feature_id === null || (change !== 'replace' && change !== 'same')) return null;
  return (
    <span class="register">
      <span aria-hidden="true">→ </span>
      <span class="visually-hidden">{t('change.inRegister')} </span>
      {register_name ? `${register_name} (${feature_id})` : feature_id}
    </span>
  );
}

function Row({ row, undone }: { row: ImportRow; undone: boolean }) {
  const before = areaBefore(row.row);
  const place = placeOf(row.place);
  const communes = row.communes
    .map(({ full_name, share }) => `${full_name} ${formatShare(share)}`)
    .join(' · ');
  const name = nameOf(row);
  // It shows at once; the server's answer follows.
  const change = staged.value && skipped.value.has(row.row) ? 'skip' : row.change;
  return (
    <tr
      id={`import-row-${row.row}`}
      data-change={change}
      data-undone={undone}
      data-lit={litRow.value === row.row}
    >
      <th scope="row">
        <button
          type="button"
          class="link-button"
          aria-pressed={litRow.value === row.row}
          onClick={() => lookAtRow(row.row)}
        >
          {name}
        </button>
        <InRegister row={row} />
        {communes && <span class="fine">{communes}</span>}
      </th>
      <td class="what">
        <span class="change">{tCode('change', change)}</span>
        {staged.value && (
          <Skip row={row.row} name={name === place || place === '' ? name : `${name}, ${place}`} />
        )}
      </td>
      {preview.value !== null && (
        <td class="number" data-title={t('change.before')}>
          {before === null ? '–' : formatHectares(before)}
        </td>
      )}
      <td class="number" data-title={t('change.after')}>
        {row.area_m2 === null ? '–' : formatHectares(row.area_m2)}
        {row.declared_area_ha !== null && (
          <span class="fine">
            {t('change.declared', { area: formatHectares(row.declared_area_ha * 10_000, 3) })}
          </span>
        )}
      </td>
    </tr>
  );
}
