import { computed, signal } from '@preact/signals';
import type { Boundaries, Collection, CollectionId, Config, FeatureRef, Measurement } from './api/types.ts';
import { layers } from './layers/index.ts';

/** A phone: panels are sheets from below. The same width stands in the style sheets. */
export function isNarrow(): boolean {
  return typeof matchMedia === 'function' && matchMedia('(max-width: 760px)').matches;
}

export interface View {
  lon: number;
  lat: number;
  zoom: number;
}
export type PanelId = 'choose' | 'feature' | 'measure' | 'goto';
export type TableId = 'clusters' | 'wastewater-plants' | 'communes';
export interface Candidate extends FeatureRef {
  name: string;
  /** Where it lies, for what shares its name with others. */
  place?: string;
}

/** Hà Nội whole, on a screen of ordinary width; the map fits its extent when the address gives no view. */
export const hanoiExtent: [number, number, number, number] = [105.285, 20.56, 106.02, 21.39];

export const view = signal<View | null>(null);
export const visibleLayers = signal<ReadonlySet<CollectionId>>(
  new Set(layers.filter((layer) => layer.shownAtFirst).map((layer) => layer.id)),
);
export const selection = signal<FeatureRef | null>(null);
export const candidates = signal<Candidate[]>([]);
export const panel = signal<PanelId | null>(null);
/** The legend stands beside the other panels on a wide screen; on a phone the two take turns. */
export const legendOpen = signal(!isNarrow());
export const table = signal<TableId | null>(null);
export const printing = signal(false);

export const config = signal<Config | null>(null);
export const collections = signal<Partial<Record<CollectionId, Collection>>>({});
export const boundaries = computed<Boundaries | null>(() => collections.value.communes?.boundaries ?? null);

export const cursor = signal<{ lon: number; lat: number } | null>(null);
export const centre = signal<{ lon: number; lat: number }>({ lon: 105.75, lat: 21 });
export const goneTo = signal<{ lon: number; lat: number } | null>(null);

export type MeasureMode = 'length' | 'area';
export const measureMode = signal<MeasureMode>('length');
export const measurePoints = signal<[number, number][]>([]);
export const measurement = signal<Measurement | null>(null);

export const mapFailed = signal<string | null>(null);
/** True while the map is still fetching what is in view. */
export const mapBusy = signal(true);

export function toggleLayer(id: CollectionId): void {
  const next = new Set(visibleLayers.value);
  if (!next.delete(id)) next.add(id);
  visibleLayers.value = next;
}

/** Opens a feature and makes sure that its layer is drawn, so that what is described is also seen. */
export function openFeature(ref: FeatureRef): void {
  if (!visibleLayers.value.has(ref.collection)) toggleLayer(ref.collection);
  selection.value = ref;
  showPanel('feature');
}

export function closePanel(): void {
  if (panel.value === 'feature' || panel.value === 'choose') selection.value = null;
  candidates.value = [];
  panel.value = null;
}

export function showPanel(id: PanelId): void {
  panel.value = id;
  if (isNarrow()) legendOpen.value = false;
}

export function togglePanel(id: PanelId): void {
  if (panel.value === id) panel.value = null;
  else showPanel(id);
}

export function toggleLegend(): void {
  legendOpen.value = !legendOpen.value;
  if (legendOpen.value && isNarrow()) panel.value = null;
}
