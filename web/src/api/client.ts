import { signal } from '@preact/signals';
import { lang } from '../i18n/lang.ts';
import type { Repair } from './fit-types.ts';
import type {
  Collection,
  CollectionId,
  Config,
  Feature,
  FeatureRef,
  Measurement,
  Page,
  SearchResult,
} from './types.ts';

/** One part of what was wrong, and where on the map when it lies somewhere. */
export interface Fault {
  detail: string;
  /** The parameter or the member of the body that is at fault, where it is one. */
  parameter?: string;
  pointer?: string;
  location?: GeoJSON.Geometry;
}

/** What went wrong with a request, in words for the reader; `status` 0 means the server was not reached. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  readonly instance: string | undefined;
  readonly faults: Fault[];
  readonly repair: Repair | undefined;
  /** After how many seconds the same may be asked again. */
  readonly retryAfter_s: number | undefined;

  constructor(status: number, body: ProblemBody = {}, retryAfter_s?: number) {
    super(body.detail ?? '');
    this.status = status;
    this.title = body.title ?? '';
    this.instance = body.instance;
    this.faults = body.errors ?? [];
    this.repair = body.repair;
    this.retryAfter_s = retryAfter_s;
  }
}

export interface ProblemBody {
  status?: number;
  title?: string;
  detail?: string;
  instance?: string;
  errors?: Fault[];
  repair?: Repair;
}

export const serverAway = signal(false);
/** How often the server has come back: who reads this asks again for what it missed. */
export const returns = signal(0);

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** Answers that come from something in front of a server that is not there. */
export const awayStatus = new Set([502, 503, 504]);

export async function request<T>(path: string, init: RequestInit = {}): Promise<T> {
  return (await (await ask(path, init)).json()) as T;
}

/** As `request`, for who wants the headers of the answer. */
export async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('Accept-Language', lang.value);
  if (!headers.has('Accept')) headers.set('Accept', 'application/geo+json, application/json');
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers });
  } catch (error) {
    if (!isAbort(error)) serverAway.value = true;
    throw isAbort(error) ? error : new Problem(0);
  }
  serverAway.value = awayStatus.has(response.status);
  if (!response.ok) throw await readProblem(response);
  return response;
}

async function readProblem(response: Response): Promise<Problem> {
  const { status, statusText, headers } = response;
  return problemOf({ status, statusText, header: (name) => headers.get(name), body: await response.text() });
}

/** An answer that was not what was asked for, however it was fetched. */
interface Refusal {
  status: number;
  statusText: string;
  header: (name: string) => string | null;
  body: string;
}

export function problemOf({ status, statusText, header, body }: Refusal): Problem {
  const seconds = Number(header('retry-after') ?? Number.NaN);
  const retryAfter_s = Number.isFinite(seconds) ? seconds : undefined;
  const told = header('content-type')?.includes('application/problem+json');
  return new Problem(status, told ? (JSON.parse(body) as ProblemBody) : { title: statusText }, retryAfter_s);
}

export const withSignal = (signal?: AbortSignal): RequestInit => (signal ? { signal } : {});

export const fetchConfig = () => request<Config>('/config.json');

export const fetchCollection = (id: CollectionId) => request<Collection>(`/collections/${id}`);

export const itemUrl = (ref: FeatureRef) =>
  `/collections/${ref.collection}/items/${encodeURIComponent(ref.id)}`;

export const fetchFeature = (ref: FeatureRef, signal?: AbortSignal) =>
  request<Feature>(itemUrl(ref), withSignal(signal));

/** Every feature of a collection, following `next` until the server gives none. */
export async function fetchAll(id: CollectionId, query = '', signal?: AbortSignal): Promise<Feature[]> {
  const features: Feature[] = [];
  let next: string | undefined = `/collections/${id}/items?limit=10000${query}`;
  while (next) {
    const page: Page = await request<Page>(next, withSignal(signal));
    features.push(...page.features);
    const href = page.links?.find((link) => link.rel === 'next')?.href;
    // Links carry the public address; the page may have been opened under another name of the same server.
    const url = href === undefined ? undefined : new URL(href, location.origin);
    next = url && url.pathname + url.search;
  }
  return features;
}

export const fetchSearch = (q: string, signal?: AbortSignal) =>
  request<{ results: SearchResult[] }>(
    `/search?${new URLSearchParams({ q, limit: '20' })}`,
    withSignal(signal),
  );

export const postMeasure = (geometry: GeoJSON.Geometry, signal?: AbortSignal) =>
  request<Measurement>('/measure', {
    method: 'POST',
    body: JSON.stringify(geometry),
    headers: { 'Content-Type': 'application/geo+json' },
    ...withSignal(signal),
  });

/** After a failure that does not tell why, such as a tile's: notes whether the server can be reached at all. */
export async function probeServer(): Promise<boolean> {
  if (serverAway.value) return false;
  // Many tiles fail at once: they share one question.
  probe ??= isLive().finally(() => {
    probe = undefined;
  });
  if (!(await probe)) serverAway.value = true;
  return !serverAway.value;
}

let probe: Promise<boolean> | undefined;

async function isLive(): Promise<boolean> {
  try {
    return (await fetch('/health/live')).ok;
  } catch {
    return false;
  }
}

/** Whether the server answers again; asked only while `serverAway` is set. */
export async function checkServer(): Promise<boolean> {
  try {
    return (await fetch('/health/ready')).ok;
  } catch {
    return false;
  }
}
