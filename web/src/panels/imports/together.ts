import type { NewSettings } from '../../api/imports.ts';

/** One request for two: a later answer to the same question holds. */
export function together(first: NewSettings, second: NewSettings): NewSettings {
  const mapping = { ...first.mapping, ...second.mapping };
  const values = { ...first.values, ...second.values };
  return {
    ...first,
    ...second,
    ...((first.mapping || second.mapping) && { mapping }),
    ...((first.values || second.values) && { values }),
  };
}

/** The rows with one more, or without it where it was among them. */
export function toggled(rows: ReadonlySet<number>, row: number): number[] {
  const others = [...rows].filter((each) => each !== row);
  return rows.has(row) ? others : [...others, row].sort((a, b) => a - b);
}
