import { batch } from '@preact/signals';
import type { Map as MaplibreMap } from 'maplibre-gl';
import { drawPoints, fitSubject, judgeShape } from '../state.ts';
import { ringsOf } from './shape.ts';
import type { LonLat } from './vn2000.ts';

/** How near a click must come to the first corner to close the outline, and to the last to be its second click. */
const closing_px = 10;
const again_px = 5;

/** Seven decimals are a centimetre, and what a link keeps of it. */
const round = (degrees: number) => Number(degrees.toFixed(7));

/** A click while an outline is drawn adds a corner; at the first corner, or twice at the last, it ends the outline. */
export function drawAt(map: MaplibreMap, { lon, lat }: LonLat): void {
  const points = drawPoints.value;
  const at = map.project([lon, lat]);
  const near = (corner: [number, number] | undefined, reach_px: number) =>
    corner !== undefined && map.project(corner).dist(at) <= reach_px;
  const again = near(points.at(-1), again_px);
  if (points.length > 2 && (again || near(points[0], closing_px))) finishDrawing();
  else if (!again) addCorner({ lon, lat });
}

export function addCorner({ lon, lat }: LonLat): void {
  drawPoints.value = [...drawPoints.value, [round(lon), round(lat)]];
}

export function finishDrawing(): void {
  const [first] = drawPoints.value;
  if (!first || drawPoints.value.length < 3) return;
  judgeShape({
    crs: 'CRS84',
    geometry: { type: 'Polygon', coordinates: [[...drawPoints.value, first]] },
  });
}

/** Takes the last corner away; an outline that was finished is open again. */
export function undoCorner(): void {
  batch(() => {
    fitSubject.value = null;
    drawPoints.value = drawPoints.value.slice(0, -1);
  });
}

export function clearDrawing(): void {
  batch(() => {
    fitSubject.value = null;
    drawPoints.value = [];
  });
}

/** The lines of an outline, without its inside: that belongs to the pieces it falls into. */
export function outlines(geometry: GeoJSON.Geometry): GeoJSON.Geometry[] {
  const lines = ringsOf(geometry).flat();
  if (lines.length === 0) return 'coordinates' in geometry ? [geometry] : [];
  return lines.map((coordinates) => ({ type: 'LineString', coordinates }));
}
