import { describe, expect, it } from 'vitest';
import { parseShape } from './polygon-text.ts';

const corners = (text: string) => {
  const read = parseShape(text);
  if (!read.ok) throw new Error(`${read.defect} in line ${read.line}`);
  const { geometry } = read.shape;
  return { ...read, ring: geometry.type === 'Polygon' ? geometry.coordinates[0] : undefined };
};

describe('a pasted list of corners', () => {
  it('keeps the numbers of VN-2000 as they are, easting first', () => {
    const { ring, shape, points } = corners(
      '588000,5 2326000\n588300 2326000\n588300 2326400\n588000,5 2326400',
    );
    expect(shape.crs).toBe('EPSG:5897');
    expect(points).toBe(4);
    expect(ring).toEqual([
      [588000.5, 2326000],
      [588300, 2326000],
      [588300, 2326400],
      [588000.5, 2326400],
      [588000.5, 2326000],
    ]);
  });

  it('turns round what has the northing first, as tables of corners have it', () => {
    const table =
      'Số hiệu;X (m);Y (m)\n1;2.326.000,00;588.000,00\n2;2.326.000,00;588.300,00\n3;2.326.400,00;588.300,00';
    const { ring, swapped } = corners(table);
    expect(swapped).toBe(true);
    expect(ring?.[1]).toEqual([588300, 2326000]);
  });

  it('reads degrees in either order and does not repeat a first corner that the list repeats', () => {
    for (const text of [
      '21.03, 105.80\n21.03, 105.81\n21.04, 105.81\n21.03, 105.80',
      '105.80 21.03\n105.81 21.03\n105.81 21.04',
    ]) {
      const { ring, points, shape } = corners(text);
      expect(shape.crs).toBe('CRS84');
      expect(points).toBe(3);
      expect(ring?.[0]).toEqual([105.8, 21.03]);
    }
  });

  it('does not take the number of a corner for a latitude', () => {
    const { ring } = corners('10 105.80 21.03\n11 105.81 21.03\n12 105.81 21.04');
    expect(ring?.[0]).toEqual([105.8, 21.03]);
  });

  it('passes over names before a pair, lengths behind it and empty lines', () => {
    const { ring } = corners(
      'M1\t2326000,1\t588000,2\t300,0\n\nM2\t2326000,1\t588300,2\t400,0\nM3\t2326400,1\t588300,2\t1\n',
    );
    expect(ring?.[0]).toEqual([588000.2, 2326000.1]);
    expect(ring).toHaveLength(4);
  });

  it('reads degrees, minutes and seconds', () => {
    const { ring } = corners(`21°01'48"N 105°48'00"E\n21°01'48"N 105°49'12"E\n21°03'00"N 105°49'12"E`);
    expect(ring?.[0]?.[0]).toBeCloseTo(105.8, 9);
    expect(ring?.[2]?.[1]).toBeCloseTo(21.05, 9);
  });

  it.each([
    ['', 'empty', undefined],
    ['không có gì\nở đây', 'unread', 1],
    ['588000 23260a0\n588300 2326000\n588300 2326400\n588000 2326400', 'number', 1],
    ['21 105\n21.1 105', 'few', undefined],
    ['21 105\n588000 2326000\n21.1 105.1', 'mixed', 2],
    ['21 105\n21.1\n21.1 105.1', 'count', 2],
    ['21 105\n21.1 1q5\n21.1 105.1', 'number', 2],
    ['21 105\n45 105\n21.1 105.1', 'range', 2],
  ])('of %j is refused: %s', (text, defect, line) => {
    expect(parseShape(text)).toMatchObject({ ok: false, defect, ...(line && { line }) });
  });
});

describe('pasted GeoJSON', () => {
  const ring = [
    [105.8, 21],
    [105.81, 21],
    [105.81, 21.01],
    [105.8, 21],
  ];
  const polygon = { type: 'Polygon', coordinates: [ring] };

  it.each([
    ['a geometry', polygon],
    ['a feature', { type: 'Feature', properties: {}, geometry: polygon }],
    [
      'a collection of one',
      { type: 'FeatureCollection', features: [{ type: 'Feature', geometry: polygon }] },
    ],
  ])('is taken from %s', (_, value) => {
    expect(parseShape(JSON.stringify(value))).toMatchObject({
      ok: true,
      swapped: false,
      shape: { crs: 'CRS84', geometry: polygon },
    });
  });

  it('with latitude first is turned round, and said to be', () => {
    const turned = { type: 'Polygon', coordinates: [ring.map(([lon, lat]) => [lat, lon])] };
    expect(parseShape(JSON.stringify(turned))).toMatchObject({ swapped: true, shape: { geometry: polygon } });
  });

  it('or a list in metres is of the grid that the reader names', () => {
    const list = '588000 2326000\n588300 2326000\n588300 2326400';
    expect(parseShape(list, 'EPSG:3405')).toMatchObject({ shape: { crs: 'EPSG:3405' } });
    expect(parseShape('21 105\n21 105.1\n21.1 105.1', 'EPSG:3405')).toMatchObject({
      shape: { crs: 'CRS84' },
    });
  });

  it('in metres is VN-2000', () => {
    const metres = {
      type: 'Polygon',
      coordinates: [
        [
          [588000, 2326000],
          [588300, 2326000],
          [588300, 2326400],
          [588000, 2326000],
        ],
      ],
    };
    expect(parseShape(JSON.stringify(metres))).toMatchObject({
      swapped: false,
      shape: { crs: 'EPSG:5897', geometry: metres },
    });
  });

  it('that cannot be judged is left for the server to say so, unless there is no one shape in it', () => {
    const line = {
      type: 'LineString',
      coordinates: [
        [0, 0],
        [1, 1],
      ],
    };
    expect(parseShape(JSON.stringify(line))).toMatchObject({ ok: true, shape: { geometry: line } });
    expect(parseShape('{')).toMatchObject({ defect: 'json' });
    expect(parseShape('{"a":1}')).toMatchObject({ defect: 'shape' });
    const two = { type: 'FeatureCollection', features: [{ geometry: polygon }, { geometry: polygon }] };
    expect(parseShape(JSON.stringify(two))).toMatchObject({ defect: 'several' });
  });
});
