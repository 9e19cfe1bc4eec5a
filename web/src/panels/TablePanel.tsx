import { computed, effect, signal } from '@preact/signals';
import { fetchAll, isAbort } from '../api/client.ts';
import type { Feature } from '../api/types.ts';
import { formatNumber } from '../i18n/format.ts';
import { t, tCode } from '../i18n/t.ts';
import { showBbox } from '../map/camera.ts';
import { extentOf } from '../map/extent.ts';
import { isNarrow, openFeature, type TableId, table } from '../state.ts';
import { Icon } from '../ui/Icon.tsx';
import { Known } from '../ui/Known.tsx';
import { Busy, ErrorNotice } from '../ui/Notice.tsx';
import { type Column, columns, filterRows, type Sorting, sortRows } from './rows.ts';
import { Summary } from './Summary.tsx';
import './TablePanel.css';

const tables: TableId[] = ['clusters', 'wastewater-plants', 'communes'];

const read = signal<{ id: TableId; rows: Feature[] } | null>(null);
const failure = signal<unknown>(null);
const words = signal('');
const sorting = signal<Sorting>({ property: 'name', descending: false });
const shown = computed(() => sortRows(filterRows(read.value?.rows ?? [], words.value), sorting.value));

/** Reads the collection whose table is open. */
export function followTable(): () => void {
  return effect(() => {
    const id = table.value;
    failure.value = null;
    if (id === null || read.peek()?.id === id) return undefined;
    read.value = null;
    const abort = new AbortController();
    fetchAll(id, '', abort.signal)
      .then((rows) => {
        sorting.value = { property: columns[id][0]?.property ?? 'name', descending: false };
        read.value = { id, rows };
      })
      .catch((error: unknown) => {
        if (!isAbort(error)) failure.value = error;
      });
    return () => abort.abort();
  });
}

function openRow(id: TableId, row: Feature): void {
  openFeature({ collection: id, id: row.id });
  const extent = extentOf(row.geometry);
  if (isNarrow()) table.value = null;
  if (extent) showBbox(extent);
}

export function TablePanel() {
  const id = table.value;
  if (id === null) return null;
  const rows = read.value?.id === id ? read.value.rows : null;
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
          {rows && t('table.count', { shown: shown.value.length, all: rows.length })}
        </p>
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
      {failure.value !== null && <ErrorNotice error={failure.value} />}
      {!rows && failure.value === null && <Busy />}
      {rows && (
        <div class="table-scroll">
          <Summary id={id} rows={rows} />
          <Rows id={id} />
        </div>
      )}
    </section>
  );
}

function Rows({ id }: { id: TableId }) {
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

function Cell({ id, row, column }: { id: TableId; row: Feature; column: Column }) {
  const value = row.properties[column.property];
  const { kind } = column;
  if (kind === 'name') {
    return (
      <th scope="row">
        <button type="button" class="link-button" onClick={() => openRow(id, row)}>
          {String(value)}
          {row.properties.phase ? ` (${t('fact.phase')} ${String(row.properties.phase)})` : ''}
        </button>
      </th>
    );
  }
  if (kind === 'known') {
    return (
      <td>
        <Known value={String(value)} />
      </td>
    );
  }
  if (kind === 'flags') {
    const flags = Array.isArray(value) ? value.map((flag) => tCode('flagShort', flag)) : [];
    return <td class="wide">{flags.join('; ')}</td>;
  }
  if (kind === 'number') {
    const text = typeof value === 'number' ? formatNumber(value, column.digits ?? 0) : '–';
    return <td class="number">{text}</td>;
  }
  if (kind === 'text') return <td>{value === null || value === undefined ? '–' : String(value)}</td>;
  return <td>{tCode(kind.code, value)}</td>;
}
