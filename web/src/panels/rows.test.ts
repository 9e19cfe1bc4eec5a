import { describe, expect, it } from 'vitest';
import type { Feature } from '../api/types.ts';
import { filterRows, fold, sortRows, tally } from './rows.ts';

const row = (id: string, properties: Record<string, unknown>): Feature => ({
  type: 'Feature',
  id,
  geometry: { type: 'Point', coordinates: [0, 0] },
  properties,
});
const ids = (rows: Feature[]) => rows.map(({ id }) => id);

describe('the table', () => {
  it('puts what is not known last, whichever way it is sorted', () => {
    const rows = [row('none', { ha: null }), row('ten', { ha: 10 }), row('two', { ha: 2 })];
    expect(ids(sortRows(rows, { property: 'ha', descending: false }))).toEqual(['two', 'ten', 'none']);
    expect(ids(sortRows(rows, { property: 'ha', descending: true }))).toEqual(['ten', 'two', 'none']);
  });

  it('sorts names as Vietnamese does: D before Đ, and both before E', () => {
    const rows = ['Ea', 'Đa', 'Da'].map((name) => row(name, { name }));
    expect(ids(sortRows(rows, { property: 'name', descending: false }))).toEqual(['Da', 'Đa', 'Ea']);
  });

  it('finds a row by words without their marks, all of which must be there', () => {
    const rows = [
      row('a', { name: 'Liên Hà', place: 'Xã Ô Diên' }),
      row('b', { name: 'Liên Hà', place: 'Xã Thư Lâm' }),
    ];
    expect(ids(filterRows(rows, 'lien ha o dien'))).toEqual(['a']);
    expect(ids(filterRows(rows, 'LIÊN'))).toEqual(['a', 'b']);
  });

  it('counts a missing fact as unknown, never as no', () => {
    const rows = [row('a', { operating: 'yes' }), row('b', { operating: 'no' }), row('c', {})];
    expect(tally(rows, 'operating')).toEqual({ yes: 1, no: 1, unknown: 1 });
  });

  it('folds đ, which decomposition leaves alone', () => {
    expect(fold('Đại Yên')).toBe('dai yen');
  });
});
