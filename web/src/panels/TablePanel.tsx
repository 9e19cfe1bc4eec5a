import { computed, effect, signal } from '@preact/signals';
import { fetchAll, isAbort, returns } from '../api/client.ts';
import type { Feature } from '../api/types.ts';
import { t, tCode } from '../i18n/t.ts';
import { showBbox } from '../map/camera.ts';
import { extentOf } from '../map/extent.ts';
import {
  cityFit,
  edits,
  isNarrow,
  openExport,
  openFeature,
  type RegisterTable,
  type TableId,
  table,
} from '../state.ts';
import { Icon } from '../ui/Icon.tsx';
import { Known } from '../ui/Known.tsx';
import { Busy, ErrorNotice } from '../ui/Notice.tsx';
import { DeclaredTable } from './fit/load.ts';
import { type Column, cellText, columns, filterRows, type Sorting, sortRows, withVerdicts } from './rows.ts';
import { Summary } from './Summary.tsx';
import './TablePanel.css';

const tables: TableId[] = ['clusters', 'declared', 'wastewater-plants', 'communes'];

const read = signal<{ id: RegisterTable; rows: Feature[]; edits: number } | null>(null);
const failure = signal<unknown>(null);
const words = signal('');
const sorting = signal<Sorting>({ property: 'name', descending: false });
const shown = computed(() => {
  const { id, rows } = read.value ?? { id: 'clusters' as const, rows: [] };
  const told = id === 'clusters' ? withVerdicts(rows, cityFit.value?.rows ?? []) : rows;
  return sortRows(filterRows(told, columns[id], words.value), sorting.value);
});
const attempts = signal(0);
/** What is left of a table by the words in its filter; null while nothing is filtered. */
export const filteredRows = computed(() => {
  const id = read.value?.id;
  if (id === undefined || words.value.trim() === '') return null;
  return { collection: id, words: words.value.trim(), ids: shown.value.map((row) => row.id) };
});

/** Reads the collection whose table is open; again when the server is back or the reader asks for it. */
export function followTable(): () => void {
  return effect(() => {
    const id = table.value;
    void attempts.value;
    void returns.value;
    failure.value = null;
    const held = read.peek();
    const now = edits.value;
    if (id === null || id === 'declared' || (held?.id === id && held.edits === now)) return undefined;
    if (held?.id !== id) read.value = null;
    const abort = new AbortController();
    fetchAll(id, '', abort.signal)
      .then((rows) => {
        if (held?.id !== id) {
          sorting.value = { property: columns[id][0]?.property ?? 'name', descending: false };
        }
        read.value = { id, rows, edits: now };
      })
      .catch((error: unknown) => {
        if (!isAbort(error)) failure.value = error;
      });
    return () => abort.abort();
  });
}

function openRow(id: RegisterTable, row: Feature): void {
  openFeature({ collection: id, id: row.id });
  const extent = extentOf(row.geometry);
  if (isNarrow()) table.value = null;
  if (extent) showBbox(extent);
}

export function TablePanel() {
  const id = table.value;
  if (id === null) return null;
  const held = read.value?.id === id ? read.value : null;
  const declared = id === 'declared';
  return (
    <section class="table-panel" aria-labelledby="table-title">
      <header>
        <h2 id="table-title">{t('tool.table')}</h2>
        <fieldset class="segments">
          <legend class="visually-hidden">{t('table.which')}</legend>
          {tables.map((each) => (
            <label key={each}>
              <input
                type="radio"
                name="table"
                checked={id === each}
                onChange={() => {
                  table.value = each;
                }}
              />
              <span>{tCode('tableName', each)}</span>
            </label>
          ))}
        </fieldset>
        <label class="filter">
          <span class="visually-hidden">{t('table.filter')}</span>
          <input
            type="search"
            placeholder={t('table.filter')}
            value={words.value}
            onInput={(event) => {
              words.value = event.currentTarget.value;
            }}
          />
        </label>
        <p class="fine" role="status">
          {held && t('table.count', { shown: shown.value.length, all: held.rows.length })}
        </p>
        {held && (
          <button
            type="button"
            class="button"
            disabled={shown.value.length === 0}
            onClick={() => openExport({ collection: held.id, tableRows: filteredRows.value !== null })}
          >
            <Icon name="download" />
            {t('table.download')}
          </button>
        )}
        <button
          type="button"
          class="icon-button"
          aria-label={t('table.close')}
          onClick={() => {
            table.value = null;
          }}
        >
          <Icon name="close" />
        </button>
      </header>
      {failure.value !== null && (
        <div class="table-failure">
          <ErrorNotice error={failure.value} />
          <button
            type="button"
            class="button"
            onClick={() => {
              attempts.value += 1;
            }}
          >
            {t('error.retry')}
          </button>
        </div>
      )}
      {!declared && !held && failure.value === null && <Busy />}
      {(id === 'clusters' || declared) && cityFit.value?.plan.synthetic && (
        <p class="plan-strip">
          {t('column.verdict')}: {t('plan.illustrative')}
        </p>
      )}
      {held && (
        <div class="table-scroll">
          <Summary id={held.id} rows={held.rows} />
          <Rows id={held.id} />
        </div>
      )}
      {declared && (
        <div class="table-scroll">
          <DeclaredTable words={words.value} />
        </div>
      )}
    </section>
  );
}

function Rows({ id }: { id: RegisterTable }) {
  return (
    <table>
      <caption class="visually-hidden">{t('table.caption', { name: tCode('tableName', id) })}</caption>
      <thead>
        <tr>
          {columns[id].map((column) => (
            <Heading key={column.property} column={column} />
          ))}
        </tr>
      </thead>
      <tbody>
        {shown.value.map((row) => (
          <tr key={row.id}>
            {columns[id].map((column) => (
              <Cell key={column.property} id={id} row={row} column={column} />
            ))}
          </tr>
        ))}
        {shown.value.length === 0 && (
          <tr>
            <td colSpan={columns[id].length} class="empty">
              {t('table.none')}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function Heading({ column }: { column: Column }) {
  const { property, descending } = sorting.value;
  const sorted = property === column.property;
  const sort = () => {
    sorting.value = { property: column.property, descending: sorted && !descending };
  };
  return (
    <th
      scope="col"
      class={column.kind === 'number' ? 'number' : undefined}
      aria-sort={sorted ? (descending ? 'descending' : 'ascending') : undefined}
    >
      <button type="button" onClick={sort}>
        {t(column.label)}
        <span aria-hidden="true">{sorted ? (descending ? ' ▼' : ' ▲') : ''}</span>
      </button>
    </th>
  );
}

function Cell({ id, row, column }: { id: RegisterTable; row: Feature; column: Column }) {
  const text = cellText(row, column);
  switch (column.kind) {
    case 'name':
      return (
        <th scope="row">
          <button type="button" class="link-button" onClick={() => openRow(id, row)}>
            {text}
          </button>
        </th>
      );
    case 'known':
      return (
        <td>
          <Known value={String(row.properties[column.property])} />
        </td>
      );
    case 'commune':
      return <td class="place">{text}</td>;
    case 'flags':
      return <td class="wide">{text}</td>;
    case 'number':
      return <td class="number">{text}</td>;
    default:
      return <td>{text}</td>;
  }
}
