import type { CityRow } from '../api/fit-types.ts';
import type { Feature } from '../api/types.ts';
import { formatNumber } from '../i18n/format.ts';
import { type Key, t, tCode } from '../i18n/t.ts';
import { communeOf, flagsOf } from '../layers/facts.ts';
import type { RegisterTable } from '../state.ts';

export interface Column {
  property: string;
  label: Key;
  kind: 'name' | 'text' | 'number' | 'known' | { code: string } | 'flags' | 'commune';
  digits?: number;
  /** Digits that are written even where they are nought, so that the numbers of a column align. */
  least?: number;
}

export const columns: Record<RegisterTable, Column[]> = {
  clusters: [
    { property: 'name', label: 'column.name', kind: 'name' },
    { property: 'commune_name', label: 'column.commune', kind: 'commune' },
    { property: 'declared_fit', label: 'column.fit', kind: { code: 'fit' } },
    { property: 'verdict', label: 'column.verdict', kind: { code: 'verdict' } },
    { property: 'wastewater_action', label: 'column.wastewater', kind: { code: 'action' } },
    { property: 'established', label: 'column.established', kind: 'known' },
    { property: 'operating', label: 'column.operating', kind: 'known' },
    { property: 'infrastructure_complete', label: 'column.infrastructure', kind: 'known' },
    { property: 'commenced_2021_2025', label: 'column.commenced', kind: 'known' },
    { property: 'declared_area_ha', label: 'column.declaredArea', kind: 'number', digits: 3 },
    { property: 'flags', label: 'column.flags', kind: 'flags' },
  ],
  'wastewater-plants': [
    { property: 'name', label: 'column.name', kind: 'name' },
    { property: 'cluster_name', label: 'column.cluster', kind: 'text' },
    { property: 'condition', label: 'column.condition', kind: { code: 'condition' } },
    { property: 'plan_action', label: 'column.planAction', kind: { code: 'action' } },
    { property: 'capacity_m3_per_day', label: 'column.capacity', kind: 'number' },
    { property: 'due_year', label: 'column.dueYear', kind: 'text' },
  ],
  communes: [
    { property: 'full_name', label: 'column.name', kind: 'name' },
    { property: 'code', label: 'column.code', kind: 'text' },
    { property: 'kind', label: 'column.kind', kind: 'text' },
    { property: 'official_area_km2', label: 'column.officialArea', kind: 'number', digits: 2, least: 2 },
    { property: 'population', label: 'column.population', kind: 'number' },
    { property: 'boundary_certainty', label: 'column.certainty', kind: { code: 'certainty' } },
  ],
};

export interface Sorting {
  property: string;
  descending: boolean;
}

const collator = new Intl.Collator('vi', { numeric: true });

/** Sorted rows; what is not known comes last in both directions, so that it is never taken for least or most. */
export function sortRows(rows: readonly Feature[], { property, descending }: Sorting): Feature[] {
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [left, right] = [a, b].map((row) =>
      property === 'flags' ? flagsOf(row.properties) : row.properties[property],
    );
    if (isUnknown(left) || isUnknown(right)) return Number(isUnknown(left)) - Number(isUnknown(right));
    return sign * compare(left, right) || collator.compare(a.id, b.id);
  });
}

function isUnknown(value: unknown): boolean {
  return value === null || value === undefined || value === 'unknown';
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (Array.isArray(a) && Array.isArray(b)) return a.length - b.length;
  return collator.compare(String(a), String(b));
}

/** Letters without marks or case, as the server's search reads them. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase();
}

/** What a cell of the table shows, in words. */
export function cellText({ properties }: Feature, { property, kind, digits = 0, least = 0 }: Column): string {
  const value = properties[property];
  if (kind === 'flags') {
    return flagsOf(properties)
      .map((flag) => tCode('flagShort', flag))
      .join('; ');
  }
  if (kind === 'known') return tCode('known', value ?? 'unknown');
  if (kind === 'commune') return communeOf(properties) ?? '–';
  if (value === null || value === undefined) return '–';
  if (kind === 'name')
    return properties.phase ? `${value} (${t('fact.phase')} ${properties.phase})` : `${value}`;
  if (kind === 'number') return typeof value === 'number' ? formatNumber(value, digits, least) : '–';
  return kind === 'text' ? String(value) : tCode(kind.code, value);
}

/** Rows in which a cell, or a former commune, holds the words as they stand together. */
export function filterRows(rows: readonly Feature[], shown: readonly Column[], words: string): Feature[] {
  const wanted = fold(words).trim().replace(/\s+/g, ' ');
  if (wanted === '') return [...rows];
  return rows.filter((row) => {
    const former = row.properties.former_communes;
    const texts = shown.map((column) => cellText(row, column));
    if (Array.isArray(former)) texts.push(...former.map(String));
    return texts.some((text) => fold(text).includes(wanted));
  });
}

/** The clusters with the verdict of each, while it is known. */
export function withVerdicts(rows: readonly Feature[], judged: readonly Judged[]): Feature[] {
  const verdicts = new Map(judged.map(({ id, verdict }) => [id, verdict]));
  return rows.map((row) => ({ ...row, properties: { ...row.properties, verdict: verdicts.get(row.id) } }));
}
type Judged = Pick<CityRow, 'id' | 'verdict'>;

export interface Tally {
  yes: number;
  no: number;
  unknown: number;
}

export function tally(rows: readonly Feature[], property: string): Tally {
  const counts: Tally = { yes: 0, no: 0, unknown: 0 };
  for (const row of rows) {
    const value = row.properties[property];
    counts[value === 'yes' || value === 'no' ? value : 'unknown'] += 1;
  }
  return counts;
}

export function count(rows: readonly Feature[], property: string, value: unknown): number {
  return rows.filter((row) => row.properties[property] === value).length;
}
