import { describe, expect, it } from 'vitest';
import { parseCoordinates } from './coordinates.ts';

const lake = { lat: 21.0285, lon: 105.8542 };

function point(text: string) {
  const parsed = parseCoordinates(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.defect}`);
  return parsed;
}

describe('a typed coordinate', () => {
  it.each([
    '21.0285, 105.8542',
    '21.0285,105.8542',
    '21.0285 105.8542',
    '105.8542; 21.0285',
    '21,0285; 105,8542',
    '21,0285 105,8542',
    'lat 21.0285 lon 105.8542',
    '21°01\'42.6"N 105°51\'15.12"E',
    '105° 51′ 15,12″ 21° 1′ 42,6″',
  ])('reads degrees from %s', (text) => {
    const { system, point: at } = point(text);
    expect(system).toBe('wgs84');
    expect(at.lat).toBeCloseTo(lake.lat, 6);
    expect(at.lon).toBeCloseTo(lake.lon, 6);
  });

  it.each([
    '588591.944 2326345.312',
    '2326345.312, 588591.944',
    '588.591,944; 2.326.345,312',
    'E 588591,944 N 2326345,312',
    'X=2326345.312 Y=588591.944',
  ])('reads the VN-2000 grid from %s', (text) => {
    const { system, point: at } = point(text);
    expect(system).toBe('vn2000');
    expect(at.lat).toBeCloseTo(lake.lat, 6);
    expect(at.lon).toBeCloseTo(lake.lon, 6);
  });

  it.each([
    ['', 'empty'],
    ['21.0285', 'count'],
    ['1 2 3', 'count'],
    ['abc def', 'number'],
    ['21.5 588591', 'mixed'],
    ['51.5 -0.12', 'range'],
    ['588591 12', 'mixed'],
    ['5 6', 'range'],
    ['588591 99999999', 'range'],
    ['21°61\'00" 105°00\'00"', 'number'],
  ])('says what is wrong with «%s»: %s', (text, defect) => {
    expect(parseCoordinates(text)).toEqual({ ok: false, defect });
  });
});
