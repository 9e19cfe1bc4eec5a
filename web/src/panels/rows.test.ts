import { describe, expect, it } from 'vitest';
import type { Feature } from '../api/types.ts';
import { type Column, cellText, columns, filterRows, fold, sortRows, tally } from './rows.ts';

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

  it('names every commune a cluster may lie in, and finds it by each', () => {
    const candidate_communes = [{ full_name: 'Phường Dương Nội' }, { full_name: 'Xã An Khánh' }];
    const undecided = row('la-phu', {
      commune_name: 'Xã An Khánh',
      commune_state: 'one_of',
      candidate_communes,
    });
    const commune = columns.clusters.find(({ property }) => property === 'commune_name') as Column;
    expect(cellText(undecided, commune)).toBe('Phường Dương Nội / Xã An Khánh');
    expect(ids(filterRows([undecided], columns.clusters, 'duong noi'))).toEqual(['la-phu']);
  });

  it('finds a row by words that stand together in a cell or a former commune, without their marks', () => {
    const rows = [
      row('a', { name: 'Liên Hà', commune_name: 'Xã Ô Diên', note_vi: 'Yên Nghĩa' }),
      row('b', { name: 'Liên Hà', commune_name: 'Xã Thư Lâm', former_communes: ['Xã Dục Tú'] }),
    ];
    const find = (words: string) => ids(filterRows(rows, columns.clusters, words));
    expect(find('o  dien')).toEqual(['a']);
    expect(find('LIÊN')).toEqual(['a', 'b']);
    expect(find('duc tu')).toEqual(['b']);
    expect(find('lien dien')).toEqual([]);
    expect(find('yen nghia')).toEqual([]);
    expect(find('note_vi')).toEqual([]);
  });

  it('notes a source that writes another kind of unit', () => {
    const flags = columns.clusters.find(({ kind }) => kind === 'flags') as Column;
    expect(cellText(row('a', { flags: ['homonym'], commune_flag: 'unit_type_differs' }), flags)).toBe(
      'trùng tên; khác loại đơn vị',
    );
    expect(cellText(row('b', { flags: [], commune_flag: 'not_stated' }), flags)).toBe('');
  });

  it('counts a missing fact as unknown, never as no', () => {
    const rows = [row('a', { operating: 'yes' }), row('b', { operating: 'no' }), row('c', {})];
    expect(tally(rows, 'operating')).toEqual({ yes: 1, no: 1, unknown: 1 });
  });

  it('folds đ, which decomposition leaves alone', () => {
    expect(fold('Đại Yên')).toBe('dai yen');
  });
});
