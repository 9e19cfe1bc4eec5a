import { batch, computed, effect, signal } from '@preact/signals';
import { isAbort, returns } from '../../api/client.ts';
import {
  deleteImport,
  fetchImport,
  fetchImports,
  fetchPreview,
  type Importable,
  type ImportDocument,
  type ImportSummary,
  isRefusedToken,
  type NewSettings,
  type Preview,
  postStep,
  putSettings,
  upload,
} from '../../api/imports.ts';
import { lang } from '../../i18n/lang.ts';
import { edits, panel } from '../../state.ts';
import { by, setToken, token } from './session.ts';
import { together, toggled } from './together.ts';

/** The import that is open, what the server was asked of it, and the list of those before it. */

export const collection = signal<Importable>('clusters');
export const opened = signal<ImportDocument | null>(null);
export const preview = signal<Preview | null>(null);
/** What the preview is of: the import, and the way its coordinates were read. */
export const previewed = signal('');
export const readingOf = ({ id, layer, crs }: ImportDocument) => `${id}|${layer}|${crs.chosen}`;
export const list = signal<ImportSummary[] | null>(null);
export const failure = signal<unknown>(null);
/** True after the server refused the token: it is asked for again. */
export const refused = signal(false);
/** How much of a file has gone to the server, 0 to 1; null while none is sent. */
export const sent = signal<number | null>(null);
export type Doing = 'opening' | 'saving' | 'publishing' | 'undoing' | 'deleting';
export const doing = signal<Doing | null>(null);
/** What the reader asked to be set, until the server has answered. */
const waiting = signal<NewSettings | null>(null);
/** The rows to be left out, until the server has answered. */
const skipAsked = signal<number[] | null>(null);

export const busy = computed(() => sent.value !== null || doing.value !== null);

const allowed = (signal?: AbortSignal) => ({ token: token.peek(), signal });

/** Notes what went wrong; a refused token is thrown away and asked for again. */
export function fail(error: unknown): void {
  if (isAbort(error)) return;
  batch(() => {
    if (isRefusedToken(error)) {
      setToken('');
      refused.value = true;
      failure.value = null;
    } else failure.value = error;
  });
}

/** Runs one thing at a time, and says which. */
async function during<T>(what: Doing, run: () => Promise<T>): Promise<T | null> {
  if (busy.peek()) return null;
  doing.value = what;
  failure.value = null;
  try {
    return await run();
  } catch (error) {
    fail(error);
    return null;
  } finally {
    doing.value = null;
  }
}

let sending = new AbortController();

export async function send(content: File | string): Promise<void> {
  if (busy.peek()) return;
  sending = new AbortController();
  sent.value = 0;
  failure.value = null;
  try {
    const wanted = { collection: collection.peek(), by: by.peek().trim(), content };
    const made = await upload(wanted, allowed(sending.signal), (part, all) => {
      sent.value = all > 0 ? part / all : 0;
    });
    opened.value = made;
    void readList();
  } catch (error) {
    fail(error);
  } finally {
    sent.value = null;
  }
}

export const cancelSending = () => sending.abort();

export async function open(id: string): Promise<void> {
  const read = await during('opening', () => fetchImport(id, allowed()));
  if (read) opened.value = read;
}

export function close(): void {
  batch(() => {
    opened.value = null;
    preview.value = null;
    failure.value = null;
  });
}

/** Sets something and has all checked anew; what is set meanwhile is sent with the next request. */
export async function set(settings: NewSettings): Promise<void> {
  waiting.value = together(waiting.peek() ?? {}, settings);
  while (waiting.peek() !== null && !busy.peek()) {
    const id = opened.peek()?.id;
    const next = waiting.peek() ?? {};
    waiting.value = null;
    if (id === undefined) return;
    const read = await during('saving', () => putSettings(id, next, allowed()));
    if (read && opened.peek()?.id === id) opened.value = read;
  }
  if (waiting.peek() === null) skipAsked.value = null;
}

/** The rows that are left out, or will be as soon as the server has answered. */
export const skipped = computed<ReadonlySet<number>>(
  () => new Set(skipAsked.value ?? opened.value?.settings.skip ?? []),
);

/** Leaves a row out, or takes it in again. */
export function toggleSkip(row: number): void {
  const rows = toggled(skipped.peek(), row);
  skipAsked.value = rows;
  void set({ skip: rows });
}

export async function publish(): Promise<void> {
  await step('publishing', 'publish');
}

export async function undo(): Promise<void> {
  await step('undoing', 'undo');
}

async function step(what: Doing, name: 'publish' | 'undo'): Promise<void> {
  const id = opened.peek()?.id;
  if (id === undefined) return;
  const read = await during(what, () => postStep(id, name, allowed()));
  if (!read) return;
  batch(() => {
    opened.value = read;
    edits.value += 1;
  });
  void readList();
}

export async function remove(id: string): Promise<void> {
  const done = await during('deleting', () => deleteImport(id, allowed()));
  if (!done) return;
  if (opened.peek()?.id === id) close();
  void readList();
}

export async function readList(): Promise<void> {
  if (token.peek() === '') return;
  try {
    list.value = (await fetchImports(allowed())).imports;
  } catch (error) {
    fail(error);
  }
}

/** True while the import that is open can still be changed. */
export const staged = computed(() => opened.value?.state === 'asks' || opened.value?.state === 'checked');

export function followImports(): void {
  effect(() => {
    void returns.value;
    void lang.value;
    if (panel.value === 'import' && token.value !== '') void readList();
  });
  // What is seen on the map is what the last answer of the server was about.
  effect(() => {
    const now = opened.value;
    void returns.value;
    if (now === null || now.crs.chosen === null || token.value === '') {
      preview.value = null;
      return undefined;
    }
    const abort = new AbortController();
    fetchPreview(now.id, allowed(abort.signal))
      .then((read) => {
        batch(() => {
          preview.value = read;
          previewed.value = readingOf(now);
        });
      })
      .catch((error: unknown) => fail(error));
    return () => abort.abort();
  });
}
