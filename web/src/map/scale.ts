import { type GridPoint, type LonLat, toGrid } from './vn2000.ts';

const tilePixels = 512;
/** A CSS pixel is 1/96 inch by definition, so a map sized in mm prints at a known scale. */
export const metresPerCssPixel = 0.0254 / 96;

export interface PrintScale {
  zoom: number;
  /** How much the map must be stretched upwards: Web Mercator on the sphere is not conformal on the ellipsoid. */
  stretch: number;
}

const mercator = {
  forward: ({ lon, lat }: LonLat) => ({
    x: (lon + 180) / 360,
    y: 0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI),
  }),
  inverse: ({ x, y }: { x: number; y: number }): LonLat => ({
    lon: x * 360 - 180,
    lat: (Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180) / Math.PI,
  }),
};

function gridDistance(a: GridPoint, b: GridPoint): number {
  return Math.hypot(a.easting - b.easting, a.northing - b.northing);
}

/** Grid metres of EPSG:5897 that one unit of the Mercator square spans at a place, across and up. */
function metresPerUnit(at: LonLat): { across: number; up: number } {
  const { x, y } = mercator.forward(at);
  const step = 1e-5;
  const point = (dx: number, dy: number) => toGrid(mercator.inverse({ x: x + dx, y: y + dy }));
  return {
    across: gridDistance(point(-step, 0), point(step, 0)) / (2 * step),
    up: gridDistance(point(0, -step), point(0, step)) / (2 * step),
  };
}

/** The zoom and stretch at which a map centred at a place has the scale 1 : `denominator` on the legal grid. */
export function printScale(at: LonLat, denominator: number): PrintScale {
  const { across, up } = metresPerUnit(at);
  const zoom = Math.log2(across / (tilePixels * denominator * metresPerCssPixel));
  return { zoom, stretch: up / across };
}

/** The denominator of the scale that a screen map has at its centre, across. */
export function screenScale(at: LonLat, zoom: number): number {
  return metresPerUnit(at).across / (tilePixels * 2 ** zoom * metresPerCssPixel);
}
