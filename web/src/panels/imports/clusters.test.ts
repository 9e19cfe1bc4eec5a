import { describe, expect, it } from 'vitest';
import type { ImportDocument } from '../../api/imports.ts';
import { asksWhich, describe as describeCluster, type KnownCluster, meant } from './clusters.ts';

const cluster = (id: string, name: string, phase: string | null = null): KnownCluster => ({
  id,
  name,
  phase,
  commune_name: 'Xã Sơn Đồng',
});
const known = [
  cluster('lai-yen', 'Lại Yên'),
  cluster('lien-ha-1', 'Liên Hà'),
  cluster('lien-ha-2', 'Liên Hà', '2'),
];

describe('which cluster is meant', () => {
  it.each([
    ['lai-yen', ['lai-yen']],
    [' lại yên ', ['lai-yen']],
    ['Lại Yên'.normalize('NFD'), ['lai-yen']],
    ['Liên Hà', ['lien-ha-1', 'lien-ha-2']],
    ['Lai', []],
    ['', []],
  ])('by «%s»', (typed, ids) => {
    expect(meant(typed, known).map(({ id }) => id)).toEqual(ids);
  });

  it('is told from others of its name', () => {
    expect(known.map(describeCluster)).toEqual([
      'Lại Yên – Xã Sơn Đồng',
      'Liên Hà – Xã Sơn Đồng',
      'Liên Hà (2) – Xã Sơn Đồng',
    ]);
  });
});

describe('the question which cluster it is', () => {
  const entry = (property: string, value: string | null = null) => ({ property, value });
  const given = (changes: object) =>
    ({
      collection: 'clusters',
      asks: ['crs', 'mapping.name'],
      counts: { rows: 1 },
      mapping: [entry('id'), entry('name')],
      ...changes,
    }) as unknown as ImportDocument;

  it.each([
    ['is put for one boundary without a name', {}, true],
    ['is not put where the file names it', { asks: ['crs'] }, false],
    ['stays where it was answered', { asks: [], mapping: [entry('id', 'lai-yen'), entry('name')] }, true],
    ['is not put of several at once', { counts: { rows: 2 } }, false],
    ['is put of the one that is left', { counts: { rows: 2, skipped: 1 } }, true],
    ['is put of clusters only', { collection: 'plan-zones' }, false],
  ])('%s', (_, changes, put) => {
    expect(asksWhich(given(changes))).toBe(put);
  });
});
