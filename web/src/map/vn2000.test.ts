import { describe, expect, it } from 'vitest';
import { fromGrid, toGrid } from './vn2000.ts';

describe('VN-2000 / TM-3 105°', () => {
  it('agrees with the reference vector to a millimetre', () => {
    const { easting, northing } = toGrid({ lon: 105.8542, lat: 21.0285 });
    expect(Math.abs(easting - 588591.944)).toBeLessThan(0.0015);
    expect(Math.abs(northing - 2326345.312)).toBeLessThan(0.0015);
  });

  it('lies some 700 m from the same numbers of the UTM grid', () => {
    const point = { easting: 588591.944, northing: 2326345.312 };
    const { easting, northing } = toGrid(fromGrid(point, 'EPSG:3405'));
    expect(northing - point.northing).toBeCloseTo((0.9999 / 0.9996 - 1) * point.northing, 2);
    expect(easting - point.easting).toBeCloseTo((0.9999 / 0.9996 - 1) * (point.easting - 500_000), 2);
  });

  it('comes back to the degree it started from', () => {
    const { lon, lat } = fromGrid({ easting: 588591.944, northing: 2326345.312 });
    expect(lon).toBeCloseTo(105.8542, 7);
    expect(lat).toBeCloseTo(21.0285, 7);
  });
});
