import { describe, expect, it } from 'vitest';
import { crsCode, exportUrl, filterOf, nameOf, type Wanted } from './exports.ts';

const wanted: Wanted = {
  collections: ['clusters', 'communes'],
  format: 'gpkg',
  crs: null,
  bbox: null,
  date: null,
  filter: null,
  q: null,
};

describe('the address of an export', () => {
  it('says nothing of what is left to the server', () => {
    expect(exportUrl(wanted)).toBe('/exports?collections=clusters,communes&f=gpkg');
  });

  it('carries extent, day, reference system and words, and reads back as they were', () => {
    const url = exportUrl({
      ...wanted,
      crs: 'EPSG:3405',
      bbox: [105.123456789, 20.5, 106, 21.25],
      date: '2026-11-01',
      q: 'Liên Hà & Tân Triều',
    });
    const query = new URL(url, 'http://host').searchParams;
    expect(query.get('bbox')).toBe('105.123457,20.5,106,21.25');
    expect(query.get('crs')).toBe('EPSG:3405');
    expect(query.get('datetime')).toBe('2026-11-01');
    expect(query.get('q')).toBe('Liên Hà & Tân Triều');
    expect(query.has('filter')).toBe(false);
  });

  it('names the rows of a table one by one, whatever letters an id has', () => {
    expect(filterOf(['lien-ha', "o'dien"])).toBe("id IN ('lien-ha','o''dien')");
    const url = exportUrl({ ...wanted, collections: ['clusters'], filter: filterOf(['lien-ha', "o'dien"]) });
    expect(new URL(url, 'http://host').searchParams.get('filter')).toBe("id IN ('lien-ha','o''dien')");
  });
});

describe('the code of a reference system', () => {
  it.each([
    ['http://www.opengis.net/def/crs/EPSG/0/5897', 'EPSG:5897'],
    ['http://www.opengis.net/def/crs/OGC/1.3/CRS84', 'CRS84'],
    ['EPSG:3405', 'EPSG:3405'],
  ])('of %s is %s', (uri, code) => {
    expect(crsCode(uri)).toBe(code);
  });
});

describe('the name of a file', () => {
  it.each([
    [`attachment; filename="ccn-atlas.gpkg"; filename*=UTF-8''C%E1%BB%A5m%20-%201.gpkg`, 'Cụm - 1.gpkg'],
    ['attachment; filename="ccn-atlas.gpkg"', 'ccn-atlas.gpkg'],
    ['', 'ccn-atlas'],
  ])('is what %s says', (disposition, name) => {
    expect(nameOf(disposition)).toBe(name);
  });
});
