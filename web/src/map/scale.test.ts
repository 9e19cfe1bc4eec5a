import { expect, it } from 'vitest';
import { metresPerCssPixel, printScale, screenScale } from './scale.ts';
import { toGrid } from './vn2000.ts';

const at = { lon: 105.8542, lat: 21.0285 };

it('ten centimetres across and up a 1:25,000 sheet are 2,500 m of the grid', () => {
  const { zoom, stretch } = printScale(at, 25_000);
  const pixels = 0.1 / metresPerCssPixel;
  const unit = pixels / (512 * 2 ** zoom);
  const east = toGrid({ lon: at.lon + unit * 360, lat: at.lat });
  const here = toGrid(at);
  expect(Math.hypot(east.easting - here.easting, east.northing - here.northing)).toBeCloseTo(2500, 0);

  const y = Math.asinh(Math.tan((at.lat * Math.PI) / 180)) + (unit / stretch) * 2 * Math.PI;
  const north = toGrid({ lon: at.lon, lat: (Math.atan(Math.sinh(y)) * 180) / Math.PI });
  const up = Math.hypot(north.easting - here.easting, north.northing - here.northing);
  expect(Math.abs(up - 2500)).toBeLessThan(2);
});

it('corrects the 0.6 % by which the two directions of Web Mercator differ in Hà Nội', () => {
  expect(printScale(at, 10_000).stretch).toBeGreaterThan(0.993);
  expect(printScale(at, 10_000).stretch).toBeLessThan(0.995);
});

it('gives back the scale it was asked for', () => {
  expect(screenScale(at, printScale(at, 50_000).zoom)).toBeCloseTo(50_000, 3);
});
