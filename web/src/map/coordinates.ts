import { fromGrid, type LonLat } from './vn2000.ts';

export type System = 'wgs84' | 'vn2000';
export type Defect = 'empty' | 'count' | 'number' | 'range' | 'mixed';
export type Parsed =
  | { ok: true; system: System; point: LonLat; swapped: boolean }
  | { ok: false; defect: Defect };
/** Longitude and latitude, or easting and northing as they were typed. */
export type Pair =
  | { ok: true; system: System; pair: [number, number]; swapped: boolean }
  | { ok: false; defect: Defect };

const fail = (defect: Defect): { ok: false; defect: Defect } => ({ ok: false, defect });

// The bounds of Việt Nam and its seas, wide enough that only a slip falls outside.
const lonRange = [101, 118] as const;
const latRange = [6, 24] as const;
// What those degrees come to on the grid of the 105° meridian.
const eastingRange = [60_000, 1_900_000] as const;
const northingRange = [660_000, 2_700_000] as const;

const within = (value: number, [low, high]: readonly [number, number]) => value >= low && value <= high;

/**
 * Reads a place typed by a person: WGS 84 degrees (decimal or degrees–minutes–seconds) or VN-2000 metres of the
 * 105° grid, in either order, with decimal point or Vietnamese decimal comma. The system is told by the size of the
 * numbers, the order by their ranges.
 */
export function parseCoordinates(input: string): Parsed {
  const read = parsePair(input);
  if (!read.ok) return read;
  const { system, pair, swapped } = read;
  const [x, y] = pair;
  const point = system === 'wgs84' ? { lon: x, lat: y } : fromGrid({ easting: x, northing: y });
  return { ok: true, system, point, swapped };
}

/** As `parseCoordinates`, without leaving the system in which the numbers were typed. */
export function parsePair(input: string): Pair {
  const text = input.normalize('NFC').trim();
  if (text === '') return fail('empty');
  const values = /[°'"′″]/.test(text) ? parseSexagesimal(text) : splitPair(text)?.map(parseNumber);
  if (values === undefined || values.length !== 2) return fail('count');
  const [first, second] = values;
  if (first === undefined || second === undefined || Number.isNaN(first) || Number.isNaN(second)) {
    return fail('number');
  }
  return orient(first, second);
}

/** Tells the system of two numbers by their size and their order by the ranges. */
export function orient(first: number, second: number): Pair {
  const degrees = [first, second].map((value) => Math.abs(value) <= 180);
  if (degrees[0] !== degrees[1]) return fail('mixed');
  if (degrees[0]) {
    // People write latitude first.
    if (within(first, latRange) && within(second, lonRange)) {
      return { ok: true, system: 'wgs84', pair: [second, first], swapped: false };
    }
    if (within(first, lonRange) && within(second, latRange)) {
      return { ok: true, system: 'wgs84', pair: [first, second], swapped: true };
    }
    return fail('range');
  }
  // Where a pair fits both orders the easting is taken to be first; in Hà Nội the northing is always beyond it.
  const swapped = first > second;
  const [easting, northing] = swapped ? [second, first] : [first, second];
  if (!within(easting, eastingRange) || !within(northing, northingRange)) return fail('range');
  return { ok: true, system: 'vn2000', pair: [easting, northing], swapped };
}

function splitPair(text: string): string[] | undefined {
  const bare = text.replace(/(?<!\p{L})(?:easting|northing|lat|lon|[xyen])(?!\p{L})\s*[=:]?/giu, ' ').trim();
  const byMark = bare.split(/\s*[;|/]\s*|,\s+|\s+/u).filter((part) => part !== '');
  if (byMark.length === 2) return byMark;
  // "21.0285,105.8542": one comma between two numbers written with a point.
  const byComma = bare.split(',');
  return byMark.length === 1 && byComma.length === 2 ? byComma : undefined;
}

/** A number in either habit: `588591.944`, `588591,944`, `588.591,944`, `2.326.345`. */
function parseNumber(text: string): number {
  const lastComma = text.lastIndexOf(',');
  const lastPoint = text.lastIndexOf('.');
  const mark = lastComma > lastPoint ? ',' : '.';
  const groups = mark === ',' ? '.' : ',';
  let plain = text.replaceAll(groups, '');
  if (plain.split(mark).length > 2) plain = plain.replaceAll(mark, '');
  plain = plain.replace(',', '.');
  return /^[+-]?\d+(?:\.\d+)?$/.test(plain) ? Number(plain) : Number.NaN;
}

/** `21°01'42.6"N 105°51'15.1"E`: two runs of one to three numbers, a letter allowed after each. */
function parseSexagesimal(text: string): number[] | undefined {
  const pattern =
    /(\d+(?:[.,]\d+)?)\s*°\s*(?:(\d+(?:[.,]\d+)?)\s*['′]\s*)?(?:(\d+(?:[.,]\d+)?)\s*(?:["″]|'')\s*)?([NSEWBĐ]?)/giu;
  const found = [...text.matchAll(pattern)];
  if (found.length !== 2) return undefined;
  return found.map(([, degrees, minutes, seconds, letter]) => {
    const read = (part: string | undefined) => Number((part ?? '0').replace(',', '.'));
    if (read(minutes) >= 60 || read(seconds) >= 60) return Number.NaN;
    const value = read(degrees) + read(minutes) / 60 + read(seconds) / 3600;
    return /[SW]/i.test(letter ?? '') ? -value : value;
  });
}
