import { describe, expect, it } from 'vitest';
import { type MappedProperty, uploadUrl } from '../../api/imports.ts';
import { isUnsure } from './guess.ts';
import { together } from './together.ts';

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

describe('a guessed field', () => {
  const mapped: MappedProperty = {
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

  it.each([
    ['is sure where little speaks against it', mapped, false],
    ['is unsure where much does', { ...mapped, confidence: 0.5 }, true],
    ['is missed where it is needed', { ...mapped, field: null, confidence: 0 }, true],
    ['is not missed where one value stands for all', { ...mapped, field: null, value: 'La Phù' }, false],
    ['is not missed where nothing needs it', { ...mapped, field: null, required: false }, false],
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
