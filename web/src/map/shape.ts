import { fromGrid, type Grid } from './vn2000.ts';

/** An outline in the numbers in which it was drawn or typed; the server brings it to the legal grid. */
export interface Shape {
  crs: 'CRS84' | Grid;
  /** Positions are longitude and latitude, or easting and northing. */
  geometry: GeoJSON.Geometry;
}

/** An address longer than what these need is cut by some programs that pass it on. */
export const mostPointsInLink = 200;

const marks = { c: 'CRS84', v: 'EPSG:5897', u: 'EPSG:3405' } as const;
const markOf = { CRS84: 'c', 'EPSG:5897': 'v', 'EPSG:3405': 'u' } as const;
/** 0.1 mm either way; what is finer is rounded in a link, and only there. */
const mostDecimals = { CRS84: 9, 'EPSG:5897': 4, 'EPSG:3405': 4 } as const;

type Rings = GeoJSON.Position[][];

export function ringsOf(geometry: GeoJSON.Geometry): Rings[] {
  if (geometry.type === 'Polygon') return [geometry.coordinates];
  return geometry.type === 'MultiPolygon' ? geometry.coordinates : [];
}

const same = (a?: GeoJSON.Position, b?: GeoJSON.Position) => a?.[0] === b?.[0] && a?.[1] === b?.[1];

/** Corners, without the one that repeats the first. */
export function countPoints(shape: Shape): number {
  return ringsOf(shape.geometry)
    .flat()
    .reduce((sum, ring) => sum + Math.max(ring.length - 1, 0), 0);
}

/**
 * The outline in few characters that an address need not escape: the letter of the system, the decimals kept, then
 * the steps from corner to corner in base 36; `_` parts rings and `*` polygons. Null where a link cannot hold it.
 */
export function encodeShape(shape: Shape): string | null {
  const polygons = ringsOf(shape.geometry);
  const rings = polygons.flat();
  const closed = rings.every((ring) => ring.length > 3 && same(ring[0], ring.at(-1)));
  if (rings.length === 0 || !closed || countPoints(shape) > mostPointsInLink) return null;
  const numbers = rings.flat().flatMap(([x = 0, y = 0]) => [x, y]);
  const decimals = Math.min(Math.max(...numbers.map(decimalsOf)), mostDecimals[shape.crs]);
  const scale = 10 ** decimals;
  let [lastX, lastY] = [0, 0];
  const step = ([x = 0, y = 0]: GeoJSON.Position) => {
    const [nextX, nextY] = [Math.round(x * scale), Math.round(y * scale)];
    const text = `${(nextX - lastX).toString(36)}.${(nextY - lastY).toString(36)}`;
    [lastX, lastY] = [nextX, nextY];
    return text;
  };
  const written = polygons.map((each) => each.map((ring) => ring.slice(0, -1).map(step).join('.')).join('_'));
  return `${markOf[shape.crs]}${decimals}.${written.join('*')}`;
}

function decimalsOf(value: number): number {
  return /\.(\d+)$/.exec(String(value))?.[1]?.length ?? (Number.isInteger(value) ? 0 : 9);
}

/** The outline that `encodeShape` wrote; null for anything else. */
export function decodeShape(text: string): Shape | null {
  const [, mark, digit, body] = /^([cvu])(\d)\.([0-9a-z.*_-]+)$/.exec(text) ?? [];
  if ((mark !== 'c' && mark !== 'v' && mark !== 'u') || body === undefined) return null;
  const scale = 10 ** Number(digit);
  let [x, y] = [0, 0];
  const readRing = (ring: string): GeoJSON.Position[] | null => {
    const steps = ring.split('.').map((part) => Number.parseInt(part, 36));
    if (steps.length < 6 || steps.length % 2 === 1 || steps.some(Number.isNaN)) return null;
    const positions: GeoJSON.Position[] = [];
    for (let at = 0; at < steps.length; at += 2) {
      x += steps[at] ?? 0;
      y += steps[at + 1] ?? 0;
      positions.push([x / scale, y / scale]);
    }
    return [...positions, positions[0] ?? []];
  };
  const polygons = body.split('*').map((part) => part.split('_').map(readRing));
  const coordinates = polygons.map((rings) => rings.flatMap((ring) => (ring ? [ring] : [])));
  if (polygons.flat().includes(null)) return null;
  const [only] = coordinates;
  const geometry: GeoJSON.Geometry =
    only && coordinates.length === 1
      ? { type: 'Polygon', coordinates: only }
      : { type: 'MultiPolygon', coordinates };
  const shape: Shape = { crs: marks[mark], geometry };
  return countPoints(shape) <= mostPointsInLink ? shape : null;
}

/** The outline in degrees, only to be drawn: what is judged is what was sent. */
export function onMap({ crs, geometry }: Shape): GeoJSON.Geometry {
  if (crs === 'CRS84') return geometry;
  return mapPositions(geometry, ([easting = 0, northing = 0]) => {
    const { lon, lat } = fromGrid({ easting, northing }, crs);
    return [lon, lat];
  });
}

/** The same geometry with each position changed. */
export function mapPositions(
  geometry: GeoJSON.Geometry,
  change: (position: GeoJSON.Position) => GeoJSON.Position,
): GeoJSON.Geometry {
  const visit = (value: unknown): unknown => {
    if (!Array.isArray(value)) return value;
    return typeof value[0] === 'number' ? change(value as GeoJSON.Position) : value.map(visit);
  };
  if (!('coordinates' in geometry)) return geometry;
  return { ...geometry, coordinates: visit(geometry.coordinates) } as GeoJSON.Geometry;
}
