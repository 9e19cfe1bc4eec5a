import { batch, computed, effect, signal } from '@preact/signals';
import { isAbort, Problem, returns } from '../../api/client.ts';
import {
  cancelJob,
  crsCode,
  type ExportFormat,
  type ExportJob,
  fetchFormats,
  fetchJob,
  filterOf,
  saveBlob,
  startExport,
  type Wanted,
} from '../../api/exports.ts';
import type { Bbox, CollectionId } from '../../api/types.ts';
import { readyMap } from '../../map/camera.ts';
import { exportPreset, panel, shownLayers, view } from '../../state.ts';
import { query } from '../SearchPanel.tsx';
import { filteredRows } from '../TablePanel.tsx';

/** What is chosen, what the server can write, and how far it has come. */

export const formats = signal<ExportFormat[] | null>(null);
export const formatsError = signal<unknown>(null);
export const attempts = signal(0);

export const chosen = signal<ReadonlySet<CollectionId>>(new Set());
export const formatId = signal('gpkg');
/** Null for the format's own. */
export const crs = signal<string | null>(null);
export const inView = signal(false);
/** Which of the features: all, those that the table shows, or those that fit the words of the search. */
export const which = signal<'all' | 'table' | 'search'>('all');
/** Empty for today. */
export const date = signal('');

export const format = computed(() => formats.value?.find(({ id }) => id === formatId.value) ?? null);
/** The reference systems that the format knows, its own first. */
export const systems = computed(() => format.value?.crs.map(crsCode) ?? []);
/** The rows of the filtered table, where that table is all that is chosen. */
export const tableRows = computed(() => {
  const rows = filteredRows.value;
  const fits = rows && rows.ids.length > 0 && chosen.value.size === 1 && chosen.value.has(rows.collection);
  return fits ? rows : null;
});
export const searched = computed(() => query.value.trim());

/** A choice that is no longer offered does not hold. */
export const choice = computed(() => {
  if (which.value === 'table' && tableRows.value) return 'table';
  return which.value === 'search' && searched.value !== '' ? 'search' : 'all';
});

const viewBox = computed<Bbox | null>(() => {
  void view.value;
  const bounds = readyMap.value?.getBounds();
  if (!bounds) return null;
  return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
});

/** True where several collections are chosen for a format whose file holds one. */
export const tooMany = computed(() => format.value?.collections === 'one' && chosen.value.size > 1);

/** What would be fetched now; null while something is missing. */
export const wanted = computed<Wanted | null>(() => {
  if (format.value === null || chosen.value.size === 0 || tooMany.value) return null;
  const rows = choice.value === 'table' ? tableRows.value : null;
  return {
    collections: [...chosen.value],
    format: format.value.id,
    crs: systems.value.includes(crs.value ?? '') ? crs.value : null,
    bbox: inView.value ? viewBox.value : null,
    date: date.value || null,
    filter: rows && filterOf(rows.ids),
    q: choice.value === 'search' ? searched.value : null,
  };
});

export type Progress =
  | { kind: 'asking' }
  | { kind: 'saved'; name: string; bytes: number }
  | { kind: 'job'; job: ExportJob };
export const progress = signal<Progress | null>(null);
export const failure = signal<unknown>(null);

const poll_ms = 1000;
let abort = new AbortController();

export async function start(): Promise<void> {
  const now = wanted.peek();
  if (now === null) return;
  abort.abort();
  abort = new AbortController();
  const { signal: ours } = abort;
  failure.value = null;
  progress.value = { kind: 'asking' };
  try {
    const made = await startExport(now, ours);
    if (made.kind === 'file') {
      saveBlob(made.blob, made.name);
      progress.value = { kind: 'saved', name: made.name, bytes: made.blob.size };
    } else await followJob(made.job, ours);
  } catch (error) {
    if (isAbort(error)) return;
    progress.value = null;
    failure.value = error;
  }
}

async function followJob(first: ExportJob, ours: AbortSignal): Promise<void> {
  let job = first;
  while (!ours.aborted) {
    progress.value = { kind: 'job', job };
    if (job.state === 'done') return;
    if (job.state === 'failed') throw new Problem(job.problem?.status ?? 500, job.problem ?? {});
    await new Promise((resolve) => setTimeout(resolve, poll_ms));
    if (!ours.aborted) job = await fetchJob(job.id, ours);
  }
}

/** Ends what is being fetched or written; what the server has written it throws away. */
export function cancel(): void {
  abort.abort();
  const now = progress.peek();
  progress.value = null;
  // It ends by itself after a while, should the server not hear of it.
  if (now?.kind === 'job') cancelJob(now.job.id).catch(() => undefined);
}

export function toggle(id: CollectionId): void {
  const next = new Set(chosen.value);
  if (!next.delete(id)) next.add(id);
  chosen.value = next;
}

export function followExport(): void {
  effect(() => {
    void returns.value;
    void attempts.value;
    if (formats.peek() !== null) return undefined;
    const asked = new AbortController();
    fetchFormats(asked.signal)
      .then((read) => {
        formats.value = read.formats;
        formatsError.value = null;
      })
      .catch((error: unknown) => {
        if (!isAbort(error)) formatsError.value = error;
      });
    return () => asked.abort();
  });
  // Each opening starts from what the reader came from: a table, a layer, or what the map draws.
  effect(() => {
    if (panel.value !== 'export') return;
    const preset = exportPreset.value;
    batch(() => {
      chosen.value = preset ? new Set([preset.collection]) : new Set(shownLayers.peek());
      which.value = preset?.tableRows ? 'table' : 'all';
    });
  });
  // What was written or refused belongs to the question it was asked with.
  let asked = '';
  effect(() => {
    const now = JSON.stringify(wanted.value);
    if (now === asked) return;
    asked = now;
    if (progress.peek()?.kind === 'saved') progress.value = null;
    failure.value = null;
  });
}
