import { orient, type Pair, parsePair, type System } from './coordinates.ts';
import { mapPositions, type Shape } from './shape.ts';
import type { Grid } from './vn2000.ts';

/** What an outline was read as; or what is wrong with it, and in which line. */
export type ParsedShape =
  | { ok: true; shape: Shape; system: System; swapped: boolean; points: number }
  | { ok: false; defect: ShapeDefect; line?: number };
export type ShapeDefect =
  | 'empty'
  | 'count'
  | 'number'
  | 'range'
  | 'mixed'
  | 'few'
  | 'unread'
  | 'json'
  | 'several'
  | 'shape';

/** More than a survey of one cluster ever holds; what is larger would stop the page while it is read. */
export const mostText_bytes = 2_000_000;

const crsOf = (system: System, grid: Grid): Shape['crs'] => (system === 'wgs84' ? 'CRS84' : grid);

/** Reads GeoJSON text, or the corners of one outline, a pair to a line; metres are taken to be of `grid`. */
export function parseShape(input: string, grid: Grid = 'EPSG:5897'): ParsedShape {
  const text = input.replace(/^\uFEFF/, '').trim();
  if (text === '') return { ok: false, defect: 'empty' };
  return text.startsWith('{') ? parseGeoJson(text, grid) : parseList(text, grid);
}

interface Line {
  number: number;
  text: string;
  parts: string[];
}

/**
 * One pair a line, as tables of corners are copied: a heading, a number or name before the pair and a height or
 * length behind it are passed over. The outline is closed where the list does not repeat its first corner.
 */
function parseList(text: string, grid: Grid): ParsedShape {
  const lines = text
    .split(/\r?\n/)
    .map((line, index): Line => ({ number: index + 1, text: line, parts: partsOf(line) }))
    .filter((line) => line.text.trim() !== '');
  const [top] = lines;
  while (lines[0] && isHeading(lines[0])) lines.shift();
  // Nothing but words: it is the first of them that should have been a corner.
  if (top && lines.length === 0) return { ok: false, defect: 'unread', line: top.number };
  const column = columnOf(lines);
  const read: Extract<Pair, { ok: true }>[] = [];
  for (const line of lines) {
    const pair = pairAt(line, column);
    if (!pair.ok) return { ok: false, defect: pair.defect, line: line.number };
    if (read[0] && read[0].system !== pair.system) return { ok: false, defect: 'mixed', line: line.number };
    read.push(pair);
  }
  const [first] = read;
  const corners = read.map(({ pair }) => pair);
  const last = corners.at(-1);
  if (corners.length > 1 && first?.pair.every((value, axis) => value === last?.[axis])) corners.pop();
  if (!first || corners.length < 3) return { ok: false, defect: 'few' };
  const geometry: GeoJSON.Geometry = { type: 'Polygon', coordinates: [[...corners, first.pair]] };
  const { system, swapped } = first;
  return { ok: true, shape: { crs: crsOf(system, grid), geometry }, system, swapped, points: corners.length };
}

/** Words in which no place can be read, such as «Số hiệu; X (m); Y (m)». */
function isHeading(line: Line): boolean {
  // A number as long as a coordinate is a corner that cannot be read, which must not be passed over.
  if (!/\p{L}/u.test(line.text) || /\d[\d.,]{4}/.test(line.text)) return false;
  return line.parts.every((_, column) => !pairAt(line, column).ok);
}

/** The column in which the pair begins: the same in all lines, or a corner's number would pass for a latitude. */
function columnOf(lines: Line[]): number {
  const numbered =
    lines.length > 1 &&
    lines.every(({ parts }, at) => parts.length > 2 && Number(parts[0]) === Number(lines[0]?.parts[0]) + at);
  const widest = Math.max(0, ...lines.map(({ parts }) => parts.length - 2));
  for (let column = numbered ? 1 : 0; column <= widest; column += 1) {
    if (lines.every((line) => pairAt(line, column).ok)) return column;
  }
  return numbered ? 1 : 0;
}

function pairAt({ text, parts }: Line, column: number): Pair {
  if (parts.length < 3 || /[°]/.test(text)) return parsePair(text);
  return parsePair(`${parts[column] ?? ''} ${parts[column + 1] ?? ''}`);
}

function partsOf(line: string): string[] {
  const marked = line.split(/[;\t|]/).map((part) => part.trim());
  if (marked.length > 1) return marked.filter((part) => part !== '');
  const spaced = line.trim().split(/,?\s+/);
  return (spaced.length > 1 ? spaced : line.split(',')).map((part) => part.trim()).filter(Boolean);
}

function parseGeoJson(text: string, grid: Grid): ParsedShape {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return { ok: false, defect: 'json' };
  }
  const geometry = geometryOf(read);
  if (geometry === 'several') return { ok: false, defect: 'several' };
  if (geometry === null) return { ok: false, defect: 'shape' };
  const positions: GeoJSON.Position[] = [];
  mapPositions(geometry, (position) => {
    positions.push(position);
    return position;
  });
  const pairs = positions.map(([x = Number.NaN, y = Number.NaN]) => orient(x, y));
  const [first] = pairs;
  const known = pairs.every((pair) => pair.ok && first?.ok && pair.system === first.system);
  const points = positions.length;
  // What cannot be placed goes to the server as it is: its answer tells what is wrong and where.
  if (!known || !first?.ok) {
    return { ok: true, shape: { crs: 'CRS84', geometry }, system: 'wgs84', swapped: false, points };
  }
  const { system } = first;
  // GeoJSON has the longitude first, which to a person is the order reversed.
  const swapped = pairs.every((pair) => pair.ok && pair.swapped === (system === 'vn2000'));
  const oriented = swapped ? mapPositions(geometry, ([x = 0, y = 0]) => [y, x]) : geometry;
  return { ok: true, shape: { crs: crsOf(system, grid), geometry: oriented }, system, swapped, points };
}

function geometryOf(read: unknown): GeoJSON.Geometry | 'several' | null {
  const value = read as { type?: unknown; geometry?: unknown; features?: unknown };
  if (value?.type === 'FeatureCollection' && Array.isArray(value.features)) {
    return value.features.length > 1 ? 'several' : geometryOf(value.features[0]);
  }
  if (value?.type === 'Feature') return geometryOf(value.geometry);
  const isGeometry =
    typeof value?.type === 'string' &&
    (Array.isArray((value as { coordinates?: unknown }).coordinates) || value.type === 'GeometryCollection');
  return isGeometry ? (value as GeoJSON.Geometry) : null;
}
