import { describe, expect, it } from 'vitest';
import { type MappedProperty, uploadUrl } from '../../api/imports.ts';
import { isUnsure, offeredLayers, unusedFields } from './guess.ts';
import { together, toggled } from './together.ts';

describe('what is set while the server is busy', () => {
  it('goes in one request, the later answer to a question in place of the former', () => {
    expect(together({ crs: 'EPSG:5897', source: 'a' }, { crs: 'EPSG:3405' })).toEqual({
      crs: 'EPSG:3405',
      source: 'a',
    });
  });

  it('keeps every property of the mapping that was settled', () => {
    const first = { mapping: { name: 'TEN', commune: 'XA' }, values: { id: 'a' } };
    expect(together(first, { mapping: { commune: null } })).toEqual({
      mapping: { name: 'TEN', commune: null },
      values: { id: 'a' },
    });
    expect(together({ crs: 'EPSG:5897' }, { mapping: { name: 'TEN' } })).toEqual({
      crs: 'EPSG:5897',
      mapping: { name: 'TEN' },
    });
  });
});

describe('the rows that are left out', () => {
  it('are sent whole, each row once', () => {
    expect(toggled(new Set(), 3)).toEqual([3]);
    expect(toggled(new Set([10, 3]), 7)).toEqual([3, 7, 10]);
    expect(toggled(new Set([3, 7]), 3)).toEqual([7]);
  });

  it('are the last list that was asked for, where two wait', () => {
    expect(together({ skip: [1], crs: 'EPSG:5897' }, { skip: [] })).toEqual({ crs: 'EPSG:5897', skip: [] });
  });
});

describe('what a file offers', () => {
  const layer = (name: string, geometry_types?: string[]) => ({
    name,
    features: 1,
    ...(geometry_types && { geometry_types }),
  });

  it.each([
    [
      'tables without shapes go',
      [layer('ranh', ['MultiPolygon']), layer('layer_styles', ['None'])],
      ['ranh'],
    ],
    ['sheets, of which nothing is known, stay', [layer('A', []), layer('B')], ['A', 'B']],
    ['all stay where none has shapes', [layer('A', ['None']), layer('B', ['None'])], ['A', 'B']],
    ['one of mixed shapes stays', [layer('A', ['None', 'Point']), layer('B', ['Point'])], ['A', 'B']],
  ])('%s', (_, layers, names) => {
    expect(offeredLayers({ layers, layer: names[0] ?? '' }).map(({ name }) => name)).toEqual(names);
  });

  it('tells the fields that nothing is read from', () => {
    const fields = ['TEN', 'STT', 'MAXA'].map((name) => ({ name, samples: [] }));
    const mapping = ['TEN', null, 'MAXA'].map((field) => ({ ...guessed, field }));
    expect(unusedFields({ fields, mapping })).toEqual(['STT']);
  });
});

const guessed: MappedProperty = {
  property: 'name',
  title_vi: 'Tên cụm',
  title_en: 'Name',
  field: 'TEN',
  value: null,
  confidence: 0.95,
  why_vi: null,
  why_en: null,
  required: true,
};

describe('a guessed field', () => {
  it.each([
    ['is sure where little speaks against it', guessed, false],
    ['is unsure where much does', { ...guessed, confidence: 0.5 }, true],
    ['is missed where it is needed', { ...guessed, field: null, confidence: 0 }, true],
    ['is not missed where one value stands for all', { ...guessed, field: null, value: 'La Phù' }, false],
    ['is not missed where nothing needs it', { ...guessed, field: null, required: false }, false],
  ])('%s', (_, given, unsure) => {
    expect(isUnsure(given)).toBe(unsure);
  });
});

describe('the address of an upload', () => {
  it('names the file in composed letters, and no token', () => {
    const file = new File(['x'], 'Ranh giới.zip'.normalize('NFD'));
    const url = uploadUrl({ collection: 'clusters', by: 'Nguyễn Văn A', content: file });
    const query = new URL(url, 'http://host').searchParams;
    expect(query.get('file-name')).toBe('Ranh giới.zip'.normalize('NFC'));
    expect(query.get('by')).toBe('Nguyễn Văn A');
    expect([...query.keys()].sort()).toEqual(['by', 'collection', 'file-name']);
  });

  it('has no name for what is pasted', () => {
    expect(uploadUrl({ collection: 'clusters', by: 'A', content: '1 2' })).toBe(
      '/imports?collection=clusters&by=A',
    );
  });
});
