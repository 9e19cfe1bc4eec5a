import { computed, effect, signal } from '@preact/signals';
import type { CrsCandidate, ImportDefect, Severity } from '../../api/imports.ts';
import type { Bbox } from '../../api/types.ts';
import { showBbox } from '../../map/camera.ts';
import { extentOf } from '../../map/extent.ts';
import type { DrawnDefect, DrawnPreview, DrawnWay } from '../../map/staged.ts';
import { hanoiExtent, panel } from '../../state.ts';
import { opened, preview, previewed, readingOf, staged } from './work.ts';

/** What of the open import is on the map, and what the reader now points at. */

export const sides = ['both', 'old', 'new', 'swipe'] as const;
export type Side = (typeof sides)[number];
export const side = signal<Side>('both');
/** Where the line stands between old and new, as a share of the map's width. */
export const split = signal(0.5);
export const litWay = signal<string | null>(null);
export const litRow = signal<number | null>(null);
export const litDefect = signal<number | null>(null);
export const severity = signal<Severity | 'all'>('all');
/** True while the list of ways to read the coordinates is open, though one is chosen. */
export const weighing = signal(false);

const isOpen = () => panel.value === 'import' && staged.value;

/** A defect with its place in the list of all, by which it is known. */
export interface Listed {
  at: number;
  defect: ImportDefect;
}

export const listed = computed<Listed[]>(() =>
  (opened.value?.defects ?? [])
    .map((defect, at) => ({ at, defect }))
    .filter(({ defect }) => severity.value === 'all' || defect.severity === severity.value),
);

const staging = computed(() => (isOpen() ? (preview.value?.features ?? []) : []));
/** True while old and new lie side by side, parted by a line. */
export const swiping = computed(() => side.value === 'swipe' && staging.value.length > 0);

function drawn(side: 'both' | 'old' | 'new'): DrawnPreview {
  const all = staging.value;
  return {
    features: all.filter(({ properties }) => side === 'both' || properties.role === side),
    collection: opened.value?.collection ?? null,
    replaced: all.flatMap(({ properties }) =>
      properties.role === 'old' && properties.feature_id ? [properties.feature_id] : [],
    ),
    lit: litRow.value === null ? [] : [litRow.value],
  };
}

export const drawnPreview = computed(() => drawn(side.value === 'swipe' ? 'new' : side.value));
/** What lies left of the line. */
export const drawnOld = computed(() => drawn('old'));

/** All ways while one must be chosen; later only those the reader points at. */
export const drawnWays = computed<DrawnWay[]>(() => {
  const { crs } = opened.value ?? {};
  if (!isOpen() || !crs) return [];
  return crs.candidates.flatMap((candidate, at) => {
    const lit = litWay.value === candidate.id;
    if (candidate.outline === null || !(crs.chosen === null || lit)) return [];
    return [{ id: candidate.id, number: at + 1, outline: candidate.outline, lit }];
  });
});

export const drawnDefects = computed<DrawnDefect[]>(() =>
  !isOpen()
    ? []
    : listed.value.flatMap(({ at, defect }) =>
        defect.location === null
          ? []
          : [
              {
                key: String(at),
                severity: defect.severity,
                location: defect.location,
                lit: litDefect.value === at,
              },
            ],
      ),
);

/** Nearer than this there is nothing around to tell where it is. */
const nearest = 16.5;

const join = (a: Bbox, b: Bbox): Bbox => [
  Math.min(a[0], b[0]),
  Math.min(a[1], b[1]),
  Math.max(a[2], b[2]),
  Math.max(a[3], b[3]),
];

/** Around several shapes; null where there is none. */
export function around(geometries: readonly (GeoJSON.Geometry | null)[]): Bbox | null {
  const boxes = geometries.map((geometry) => geometry && extentOf(geometry)).filter((box) => box !== null);
  const [first, ...rest] = boxes;
  return first ? rest.reduce(join, first) : null;
}

/** Goes to what a row would be, and was. */
export function lookAtRow(row: number): void {
  litRow.value = row;
  const shapes = preview.peek()?.features.filter(({ properties }) => properties.row === row) ?? [];
  const box = around(shapes.map(({ geometry }) => geometry));
  if (box) showBbox(box, nearest);
  document.getElementById(`import-row-${row}`)?.scrollIntoView({ block: 'nearest' });
}

export function lookAtDefect({ at, defect }: Listed): void {
  litDefect.value = at;
  if (defect.location) showBbox([...defect.location, ...defect.location], nearest);
  else if (defect.row !== null) lookAtRow(defect.row);
}

export function lookAtWay(candidate: CrsCandidate): void {
  litWay.value = candidate.id;
  const box = candidate.outline && extentOf(candidate.outline);
  if (box) showBbox(box, nearest);
}

/** A way to read the coordinates that puts them far from Hà Nội would hide the others from sight. */
export function isNear({ centre: [lon, lat] }: Pick<CrsCandidate, 'centre'>): boolean {
  const [west, south, east, north] = hanoiExtent;
  const margin = 0.3;
  return lon > west - margin && lon < east + margin && lat > south - margin && lat < north + margin;
}

/** The ways in one view: all that end near Hà Nội, or those that lie so close together that each can be seen. */
export function lookAtWays(all = false): void {
  const ways =
    opened.peek()?.crs.candidates.filter((way) => (all ? isNear(way) : way.shift_m < close_m)) ?? [];
  const box = around(ways.map(({ outline }) => outline));
  if (box) showBbox(box, nearest);
}

/** The usual mistakes of Hà Nội lie within it: another grid, a datum ignored. */
const close_m = 3000;

/** Goes to what is drawn whenever another file, or another way to read it, is shown. */
let shown = '';
effect(() => {
  const now = opened.value;
  if (now === null || panel.value !== 'import') {
    shown = '';
    return;
  }
  const key = readingOf(now);
  // What is drawn may still be of the reading before.
  const ready = now.crs.chosen === null || (preview.value !== null && previewed.value === key);
  if (key === shown || !ready) return;
  shown = key;
  // The panel first takes the room that it needs: what it leaves is the map's.
  requestAnimationFrame(() => {
    if (now.crs.chosen === null) return lookAtWays();
    const box = around(preview.peek()?.features.map(({ geometry }) => geometry) ?? []);
    if (box) showBbox(box, nearest);
  });
});
