import type { CityRow } from '../../api/fit-types.ts';
import { t } from '../../i18n/t.ts';
import { fold } from '../rows.ts';

export const aspects = ['fit', 'area', 'commune'] as const;
export type Aspect = (typeof aspects)[number];

/** An area that is off by less than this is the same area, rounded: plans write two decimals of a hectare. */
const sameArea = 0.005;

export interface Sorted {
  /** The rows of a section, those that disagree first. */
  rows: CityRow[];
  /** How many of them disagree. */
  differ: number;
  /** How many of them cannot be compared. */
  unknown: number;
}

const judge: Record<
  Aspect,
  { concerns: (row: CityRow) => boolean; agrees: (row: CityRow) => boolean | null }
> = {
  fit: {
    concerns: (row) => row.declared_fit === 'not_conforming' || row.fit_agrees === false,
    agrees: (row) => row.fit_agrees,
  },
  area: {
    concerns: (row) => row.declared_area_ha !== null,
    agrees: (row) =>
      row.area_comparable && row.area_factor !== null ? Math.abs(row.area_factor - 1) < sameArea : null,
  },
  commune: {
    concerns: (row) => row.commune_agrees === false,
    agrees: (row) => row.commune_agrees,
  },
};

export function sortAspect(rows: readonly CityRow[], aspect: Aspect): Sorted {
  const { concerns, agrees } = judge[aspect];
  const told = rows.filter(concerns);
  const rank = (row: CityRow) => [false, null, true].indexOf(agrees(row));
  return {
    rows: told.sort((a, b) => rank(a) - rank(b)),
    differ: told.filter((row) => agrees(row) === false).length,
    unknown: told.filter((row) => agrees(row) === null).length,
  };
}

/** What each cluster is called here: by its phase, and by its id where even that leaves two alike. */
export function namesOf(rows: readonly CityRow[]): Map<string, string> {
  const named = (row: CityRow) => (row.phase ? `${row.name} (${t('fact.phase')} ${row.phase})` : row.name);
  const place = (row: CityRow) => `${named(row)}|${row.declared_commune_name ?? row.commune_name}`;
  const seen = new Map<string, number>();
  for (const row of rows) seen.set(place(row), (seen.get(place(row)) ?? 0) + 1);
  const text = (row: CityRow) => (seen.get(place(row)) === 1 ? named(row) : `${named(row)} [${row.id}]`);
  return new Map(rows.map((row) => [row.id, text(row)]));
}

/** Rows in whose names the words stand. */
export function filterCity(rows: readonly CityRow[], words: string): CityRow[] {
  const wanted = fold(words).trim().replace(/\s+/g, ' ');
  return rows.filter((row) =>
    [row.name, row.id, row.commune_name, row.declared_commune_name].some(
      (text) => text && fold(text).includes(wanted),
    ),
  );
}
