import { expect, it } from 'vitest';
import { measuredShape } from './measure.ts';

const [a, b, c]: [number, number][] = [
  [105.8, 21],
  [105.9, 21],
  [105.9, 21.1],
];

it('a line needs two points and an area three; the area closes on its first point', () => {
  if (!a || !b || !c) throw new Error('three points');
  expect(measuredShape([a], false)).toBeNull();
  expect(measuredShape([a, b], false)).toEqual({ type: 'LineString', coordinates: [a, b] });
  expect(measuredShape([a, b], true)).toBeNull();
  expect(measuredShape([a, b, c], true)).toEqual({ type: 'Polygon', coordinates: [[a, b, c, a]] });
});
