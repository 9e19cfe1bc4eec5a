import { batch, computed, signal } from '@preact/signals';
import { type CityFit, type Verdict, verdicts } from './api/fit-types.ts';
import type { Boundaries, Collection, CollectionId, Config, FeatureRef, Measurement } from './api/types.ts';
import { layers } from './layers/index.ts';
import type { Shape } from './map/shape.ts';

/** A phone: panels are sheets from below. The same width stands in the style sheets. */
export function isNarrow(): boolean {
  return typeof matchMedia === 'function' && matchMedia('(max-width: 760px)').matches;
}

export interface View {
  lon: number;
  lat: number;
  zoom: number;
}
export type PanelId = 'choose' | 'feature' | 'measure' | 'goto' | 'fit' | 'export' | 'import';
/** `declared` is no collection: it sets what papers say of the clusters beside what is computed. */
export type TableId = RegisterTable | 'declared';
export type RegisterTable = 'clusters' | 'wastewater-plants' | 'communes';
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
/**
 * How far from the left the map shows the units before 1 July 2025, as a share of its width; null while nothing is
 * compared.
 */
export const before = signal<number | null>(null);
export const comparing = computed(() => before.value !== null);
/** The unit that the comparison tells of: where it came from, where it went. */
export const pointedUnit = signal<FeatureRef | null>(null);
const former: readonly CollectionId[] = ['legacy-communes', 'legacy-districts'];
/** What the map draws; while comparing, the units of today and all else that is chosen. */
export const drawnLayers = computed<ReadonlySet<CollectionId>>(() => {
  const chosen = visibleLayers.value;
  if (!comparing.value) return chosen;
  return new Set([...chosen, 'communes' as const].filter((id) => !former.includes(id)));
});
/** What the map on the left draws while comparing: the former units in place of those of today. */
export const formerLayers = computed<ReadonlySet<CollectionId>>(
  () => new Set([...drawnLayers.value, ...former].filter((id) => id !== 'communes')),
);
/** All that is to be seen on either side. */
export const shownLayers = computed<ReadonlySet<CollectionId>>(() =>
  !comparing.value ? drawnLayers.value : new Set([...formerLayers.value, ...drawnLayers.value]),
);
export const selection = signal<FeatureRef | null>(null);
/** What the export panel was opened for: a layer, or the rows that its table shows; null for what is drawn. */
export const exportPreset = signal<{ collection: CollectionId; tableRows: boolean } | null>(null);
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

/** What is asked whether it fits: a cluster of the register, or an outline that somebody drew or pasted. */
export type FitSubject = { kind: 'cluster'; id: string } | { kind: 'shape'; shape: Shape };
export type FitMode = 'cluster' | 'draw' | 'paste';
/** A plan and a day; null is what the server takes for itself: its default plan, today. */
export interface PlanChoice {
  plan: string | null;
  date: string | null;
}
export const fitMode = signal<FitMode>('cluster');
export const fitSubject = signal<FitSubject | null>(null);
export const drawPoints = signal<[number, number][]>([]);
/** True once the reader has taken the repaired shape that the server offered for the one now judged. */
export const useRepaired = signal(false);
/** One choice for the panel, the colours on the map and the tables, so that they never disagree. */
export const planChoice = signal<PlanChoice>({ plan: null, date: null });
/** What the choice is compared with. */
export const compared = signal<PlanChoice | null>(null);
/** Set where the reader has just chosen what to judge: the map then goes there. */
export const goThere = signal(false);
export const fitError = signal<unknown>(null);
export const verdictTheme = signal(false);
export const shownVerdicts = signal<ReadonlySet<Verdict>>(new Set(verdicts));
/** The judgement of every cluster, while something shows it. */
export const cityFit = signal<CityFit | null>(null);
/** True while pieces of an invented plan are on the map. */
export const syntheticPieces = signal(false);

export const drawing = computed(
  () => panel.value === 'fit' && fitMode.value === 'draw' && fitSubject.value === null,
);

/** How often this page has changed the register: who reads it asks again for what it holds. */
export const edits = signal(0);

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
  if (!shownLayers.value.has(ref.collection)) toggleLayer(ref.collection);
  selection.value = ref;
  showPanel('feature');
}

/** Asks whether a cluster fits, and keeps it open so that the way back to its facts is there. */
export function judgeCluster(id: string): void {
  batch(() => {
    useRepaired.value = false;
    fitMode.value = 'cluster';
    fitSubject.value = { kind: 'cluster', id };
    if (!visibleLayers.value.has('clusters')) toggleLayer('clusters');
    selection.value = { collection: 'clusters', id };
    goThere.value = true;
    showPanel('fit');
  });
}

export function judgeShape(shape: Shape): void {
  batch(() => {
    useRepaired.value = false;
    selection.value = null;
    fitSubject.value = { kind: 'shape', shape };
  });
}

/** The panel opens with the cluster that is open, else with what was judged last. */
export function openFit(): void {
  const open = selection.value;
  if (open?.collection === 'clusters') judgeCluster(open.id);
  else showPanel('fit');
}

export function closePanel(): void {
  if (panel.value === 'feature' || panel.value === 'choose' || panel.value === 'fit') selection.value = null;
  candidates.value = [];
  panel.value = null;
}

export function showPanel(id: PanelId): void {
  panel.value = id;
  // These draw on the map, and there must be one map to draw on.
  if (id === 'fit' || id === 'measure' || id === 'import') before.value = null;
  if (isNarrow()) legendOpen.value = false;
}

export function openExport(preset: typeof exportPreset.value): void {
  batch(() => {
    exportPreset.value = preset;
    if (isNarrow()) table.value = null;
    showPanel('export');
  });
}

export function togglePanel(id: PanelId): void {
  if (panel.value === id) panel.value = null;
  else showPanel(id);
}

/** Sets the units before 1 July 2025 beside those of today, or takes them away again. */
export function toggleComparison(): void {
  batch(() => {
    pointedUnit.value = null;
    if (before.value !== null) {
      before.value = null;
      return;
    }
    before.value = 0.5;
    if (panel.value === 'fit' || panel.value === 'measure' || panel.value === 'import') closePanel();
    if (isNarrow()) legendOpen.value = false;
  });
}

export function toggleLegend(): void {
  legendOpen.value = !legendOpen.value;
  if (legendOpen.value && isNarrow()) panel.value = null;
}
