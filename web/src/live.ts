import { effect, signal } from '@preact/signals';
import {
  checkServer,
  fetchCollection,
  fetchConfig,
  fetchFeature,
  isAbort,
  returns,
  serverAway,
} from './api/client.ts';
import { isFormer } from './api/communes.ts';
import { type CollectionId, collectionIds, type Feature } from './api/types.ts';
import { lang } from './i18n/lang.ts';
import { boundaries, collections, comparing, config, edits, selection } from './state.ts';

/** What the server is asked for without anybody clicking: settings, collections, the open feature, its health. */

export const feature = signal<Feature | null>(null);

/** The open feature as one side of the map draws it: while comparing, each unit on the side of its own time. */
export function openOn(side: 'former' | 'today'): Feature | null {
  const ref = selection.value;
  if (ref === null || feature.value?.id !== ref.id) return null;
  const elsewhere = side === 'former' ? ref.collection === 'communes' : isFormer(ref);
  return comparing.value && elsewhere ? null : feature.value;
}

export const featureError = signal<unknown>(null);

const loading_ms = 3_000;
const watching_ms = 60_000;
const retry_ms = 4_000;

async function readCollection(id: CollectionId): Promise<void> {
  const read = await fetchCollection(id);
  collections.value = { ...collections.peek(), [id]: read };
}

async function readAll(): Promise<void> {
  if (config.peek() === null) config.value = await fetchConfig();
  await Promise.all(collectionIds.map(readCollection));
}

/** Failures are shown by `serverAway` and by what stays empty; they are tried again once the server answers. */
const ignore = () => undefined;

export function goLive(onNewBoundaries: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stopReading = effect(() => {
    void edits.value;
    if (!serverAway.value) readAll().catch(ignore);
  });
  const watch = () => {
    const before = boundaries.peek();
    readCollection('communes')
      .catch(ignore)
      .finally(() => {
        const now = boundaries.peek();
        if (before && now && before.boundary_certainty !== now.boundary_certainty) onNewBoundaries();
        timer = setTimeout(watch, now?.loading ? loading_ms : watching_ms);
      });
  };
  timer = setTimeout(watch, loading_ms);
  const stopRetry = effect(() => {
    if (!serverAway.value) return undefined;
    const retry = setInterval(async () => {
      if (!(await checkServer())) return;
      serverAway.value = false;
      returns.value += 1;
    }, retry_ms);
    return () => clearInterval(retry);
  });
  const stopFeature = followSelection();
  return () => {
    stopReading();
    stopRetry();
    stopFeature();
    clearTimeout(timer);
  };
}

function followSelection(): () => void {
  return effect(() => {
    const ref = selection.value;
    // The words of a problem come in the language of the request, so a switch asks again.
    void lang.value;
    void returns.value;
    void edits.value;
    if (ref?.id !== feature.peek()?.id) feature.value = null;
    featureError.value = null;
    if (ref === null) return undefined;
    const abort = new AbortController();
    fetchFeature(ref, abort.signal)
      .then((read) => {
        feature.value = read;
      })
      .catch((error: unknown) => {
        if (!isAbort(error)) featureError.value = error;
      });
    return () => abort.abort();
  });
}
