import { effect, signal } from '@preact/signals';
import { isAbort, postMeasure } from '../api/client.ts';
import { measureMode, measurement, measurePoints } from '../state.ts';

export const measureError = signal<unknown>(null);

export function addMeasurePoint({ lon, lat }: { lon: number; lat: number }): void {
  measurePoints.value = [...measurePoints.value, [lon, lat]];
}

/** Asks the server for the length or area of what has been clicked, each time it changes. */
export function followMeasure(): () => void {
  return effect(() => {
    const shape = measuredShape(measurePoints.value, measureMode.value === 'area');
    measurement.value = null;
    measureError.value = null;
    if (shape === null) return undefined;
    const abort = new AbortController();
    postMeasure(shape, abort.signal)
      .then((result) => {
        if (!abort.signal.aborted) measurement.value = result;
      })
      .catch((error: unknown) => {
        if (!isAbort(error)) measureError.value = error;
      });
    return () => abort.abort();
  });
}

/** What to draw for the points clicked so far; the same shape is what the server measures. */
export function measuredGeometries(points: [number, number][], closed: boolean): GeoJSON.Geometry[] {
  const shape = measuredShape(points, closed);
  const corners: GeoJSON.Geometry[] = points.map((coordinates) => ({ type: 'Point', coordinates }));
  if (shape) return [shape, ...corners];
  return points.length > 1 ? [{ type: 'LineString', coordinates: points }, ...corners] : corners;
}

export function measuredShape(points: [number, number][], closed: boolean): GeoJSON.Geometry | null {
  const [first] = points;
  if (closed) {
    return first && points.length > 2 ? { type: 'Polygon', coordinates: [[...points, first]] } : null;
  }
  return points.length > 1 ? { type: 'LineString', coordinates: points } : null;
}
