import type { Bbox } from '../api/types.ts';

/** The bounding box of a geometry; null where it holds no position. */
export function extentOf(geometry: GeoJSON.Geometry): Bbox | null {
  const box: Bbox = [Infinity, Infinity, -Infinity, -Infinity];
  const visit = (value: unknown): void => {
    if (!Array.isArray(value)) return;
    const [lon, lat] = value as unknown[];
    if (typeof lon === 'number' && typeof lat === 'number') {
      box[0] = Math.min(box[0], lon);
      box[1] = Math.min(box[1], lat);
      box[2] = Math.max(box[2], lon);
      box[3] = Math.max(box[3], lat);
      return;
    }
    value.forEach(visit);
  };
  const parts = geometry.type === 'GeometryCollection' ? geometry.geometries : [geometry];
  for (const part of parts) visit('coordinates' in part ? part.coordinates : null);
  return box[0] <= box[2] ? box : null;
}
