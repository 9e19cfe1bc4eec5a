import { expect, it } from 'vitest';
import { labelZoom } from '../layers/layer.ts';
import { hanoiExtent } from '../state.ts';
import { largestPart, wholeTile } from './labels.ts';

const square = (side: number): GeoJSON.Position[][] => [
  [
    [0, 0],
    [side, 0],
    [side, side],
    [0, side],
    [0, 0],
  ],
];

it('an area in parts keeps its largest for the name', () => {
  const parts: GeoJSON.Geometry = { type: 'MultiPolygon', coordinates: [square(1), square(3), square(2)] };
  expect(largestPart(parts)).toEqual({ type: 'Polygon', coordinates: square(3) });
});

it('one tile of the label zoom holds all of Hà Nội', () => {
  const { x, y } = wholeTile();
  const [west, south, east, north] = hanoiExtent;
  const lon = (at: number) => (at / 2 ** labelZoom - 0.5) * 360;
  const lat = (at: number) =>
    (Math.atan(Math.sinh((0.5 - at / 2 ** labelZoom) * 2 * Math.PI)) * 180) / Math.PI;
  expect(lon(x)).toBeLessThan(west);
  expect(lon(x + 1)).toBeGreaterThan(east);
  expect(lat(y)).toBeGreaterThan(north);
  expect(lat(y + 1)).toBeLessThan(south);
});
