import { signal } from '@preact/signals';
import type { Map as MaplibreMap } from 'maplibre-gl';
import type { Bbox } from '../api/types.ts';
import { hanoiExtent, isNarrow } from '../state.ts';

/** The map, once there is one; panels move it through the few verbs below and know nothing else of it. */
export const theMap = signal<MaplibreMap | null>(null);

const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
const duration = () => (calm() ? 0 : 600);

/** Room for what lies over the map: the sheet on a phone, the panel and the legend on a wide screen. */
function padding() {
  const map = theMap.peek();
  if (!map) return 40;
  const { clientHeight } = map.getContainer();
  if (isNarrow()) return { top: 30, left: 30, right: 30, bottom: Math.round(clientHeight * 0.5) };
  return { top: 50, left: 430, right: 330, bottom: 50 };
}

export function showBbox([west, south, east, north]: Bbox, maxZoom = 15): void {
  theMap.peek()?.fitBounds([west, south, east, north], { padding: padding(), maxZoom, duration: duration() });
}

export function showPlace(lon: number, lat: number, zoom = 14): void {
  const map = theMap.peek();
  map?.easeTo({ center: [lon, lat], zoom: Math.max(map.getZoom(), zoom), duration: duration() });
}

export function showAll(): void {
  theMap.peek()?.fitBounds(hanoiExtent, { padding: isNarrow() ? 10 : 30, duration: duration() });
}

export function zoomBy(steps: number): void {
  const map = theMap.peek();
  map?.easeTo({ zoom: map.getZoom() + steps, duration: calm() ? 0 : 250 });
}
