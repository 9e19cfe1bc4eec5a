import { describe, expect, it } from 'vitest';
import { countPoints, decodeShape, encodeShape, mostPointsInLink, onMap, type Shape } from './shape.ts';

const square = (x: number, y: number, side: number) => [
  [x, y],
  [x + side, y],
  [x + side, y + side],
  [x, y + side],
  [x, y],
];
const degrees: Shape = {
  crs: 'CRS84',
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [105.8000001, 21],
        [105.81, 21.0012345],
        [105.8, 21.01],
        [105.8000001, 21],
      ],
    ],
  },
};

describe('an outline in a link', () => {
  it.each([
    ['of degrees', degrees],
    [
      'with a hole, in metres',
      {
        crs: 'EPSG:5897',
        geometry: {
          type: 'Polygon',
          coordinates: [square(588000.25, 2326000, 300), square(588100, 2326100, 50)],
        },
      },
    ],
    [
      'in metres of the UTM grid',
      {
        crs: 'EPSG:3405',
        geometry: { type: 'Polygon', coordinates: [square(588000.25, 2326000, 300)] },
      },
    ],
    [
      'in two parts',
      {
        crs: 'EPSG:5897',
        geometry: {
          type: 'MultiPolygon',
          coordinates: [[square(588000, 2326000, 300)], [square(589000, 2326000, 10)]],
        },
      },
    ],
  ] as [string, Shape][])('%s comes back as it was', (_, shape) => {
    const text = encodeShape(shape);
    expect(text).toMatch(/^[cvu][0-9a-z.*_-]+$/);
    expect(decodeShape(text ?? '')).toEqual(shape);
  });

  it('survives an address without being escaped', () => {
    const text = encodeShape(degrees) ?? '';
    expect(new URLSearchParams({ shape: text }).toString()).toBe(`shape=${text}`);
  });

  it('may have two hundred corners and no more', () => {
    const circle = (n: number): Shape => {
      const ring = Array.from({ length: n }, (_, i) => [105 + Math.round(i * 7) / 1e4, 21 + (i % 7) / 1e3]);
      return { crs: 'CRS84', geometry: { type: 'Polygon', coordinates: [[...ring, ring[0] ?? []]] } };
    };
    const most = circle(mostPointsInLink);
    expect(countPoints(most)).toBe(mostPointsInLink);
    expect(encodeShape(most)?.length).toBeLessThan(2500);
    expect(encodeShape(circle(mostPointsInLink + 1))).toBeNull();
  });

  it('is not made of what is no outline, nor read from it', () => {
    expect(encodeShape({ crs: 'CRS84', geometry: { type: 'Point', coordinates: [105, 21] } })).toBeNull();
    const open: Shape = {
      crs: 'CRS84',
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [105, 21],
            [106, 21],
            [106, 22],
            [105, 22],
          ],
        ],
      },
    };
    expect(encodeShape(open)).toBeNull();
    for (const text of ['', 'c7', 'c7.', 'x7.1.2.3.4.5.6', 'c7.1.2.3', 'c7.1.2.3.4.5', 'c7.1..3.4.5.6']) {
      expect(decodeShape(text), text).toBeNull();
    }
  });
});

it('metres are drawn where they lie, in degrees', () => {
  const shape: Shape = {
    crs: 'EPSG:5897',
    geometry: { type: 'Point', coordinates: [588591.944, 2326345.312] },
  };
  const drawn = onMap(shape);
  expect(drawn.type === 'Point' && drawn.coordinates[0]).toBeCloseTo(105.8542, 6);
});
