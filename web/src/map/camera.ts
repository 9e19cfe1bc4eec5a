import { effect, signal } from '@preact/signals';
import type { Map as MaplibreMap } from 'maplibre-gl';
import type { Bbox, FeatureRef } from '../api/types.ts';
import { feature } from '../live.ts';
import { hanoiExtent, isNarrow, legendOpen, selection, view } from '../state.ts';
import { extentOf } from './extent.ts';

/** The map, once there is one; panels move it through the few verbs below and know nothing else of it. */
export const theMap = signal<MaplibreMap | null>(null);

/** The same once its style is there, so that sources and layers can be added. */
export const readyMap = signal<MaplibreMap | null>(null);

/** The map of the former units that lies over its left while the two are compared. */
export const formerMap = signal<MaplibreMap | null>(null);

/** Whether the reader has asked for little motion. */
export const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
const duration = () => (calm() ? 0 : 600);

/** Narrower than this nothing is seen of a place, in pixels. */
const least = 240;

/** Room for what lies over the map: the sheet on a phone, the panel and the legend on a wide screen. */
function padding() {
  const map = theMap.peek();
  if (!map) return 40;
  const { clientHeight, clientWidth } = map.getContainer();
  if (isNarrow()) {
    const sheet = document.querySelector<HTMLElement>('.panel')?.offsetHeight;
    return { top: 30, left: 30, right: 30, bottom: Math.round(sheet ? sheet + 20 : clientHeight * 0.5) };
  }
  const open = document.querySelector<HTMLElement>('.panel:not(.layers-panel)')?.offsetWidth ?? 540;
  const legend = legendOpen.peek() ? 330 : 60;
  // Of a map that they would cover nearly whole, they cover what they may.
  const left = clientWidth - open - 40 - 60 > least ? open + 40 : 40;
  const right = clientWidth - left - legend > least ? legend : 60;
  return { top: 40, left, right, bottom: 40 };
}

/** The middle of what is seen of the map, as a share of its width. */
export function middle(): number {
  const width = theMap.peek()?.getContainer().clientWidth;
  const room = padding();
  if (!width || typeof room === 'number') return 0.5;
  return (room.left + width - room.right) / 2 / width;
}

export function showBbox([west, south, east, north]: Bbox, maxZoom = 15): void {
  theMap.peek()?.fitBounds([west, south, east, north], { padding: padding(), maxZoom, duration: duration() });
}

export function showPlace(lon: number, lat: number, zoom = 14): void {
  const map = theMap.peek();
  map?.easeTo({ center: [lon, lat], zoom: Math.max(map.getZoom(), zoom), duration: duration() });
}

/** Room for Hà Nội whole: the legend stands to its right on a wide screen. */
export function firstPadding() {
  if (isNarrow()) return 10;
  return { top: 20, left: 20, bottom: 30, right: legendOpen.peek() ? 320 : 20 };
}

export function showAll(): void {
  theMap.peek()?.fitBounds(hanoiExtent, { padding: firstPadding(), duration: duration() });
}

export function zoomBy(steps: number): void {
  const map = theMap.peek();
  map?.easeTo({ zoom: map.getZoom() + steps, duration: calm() ? 0 : 250 });
}

/** A feature to go to as soon as it is read and its extent is known. */
export const wantedView = signal<FeatureRef | null>(null);

/** Goes to what is wanted; at first to the feature that an address names without a view. */
export function followWantedView(): () => void {
  if (view.peek() === null) wantedView.value = selection.peek();
  return effect(() => {
    const wanted = wantedView.value;
    const read = feature.value;
    if (wanted === null || theMap.value === null || read?.id !== wanted.id) return;
    wantedView.value = null;
    const extent = extentOf(read.geometry);
    if (extent) showBbox(extent);
  });
}
