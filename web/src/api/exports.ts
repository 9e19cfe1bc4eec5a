import { ask, type ProblemBody, request, withSignal } from './client.ts';
import type { Bbox, CollectionId } from './types.ts';

export interface ExportFormat {
  id: string;
  title_vi: string;
  title_en: string;
  media_type: string;
  extension: string;
  /** How many collections one file holds. */
  collections: 'one' | 'many';
  /** URIs of the reference systems that the file can have, its own first; one where the format knows no other. */
  crs: string[];
}

export interface ExportJob {
  id: string;
  state: 'waiting' | 'writing' | 'done' | 'failed';
  /** What the file is called. */
  name: string;
  written: number;
  /** 0 until it is known. */
  matched: number;
  bytes: number;
  problem: ProblemBody | null;
  /** Unknown while it is written. */
  expires_at: string | null;
}

/** What is to be taken home, as the panel has it chosen. */
export interface Wanted {
  collections: readonly CollectionId[];
  format: string;
  /** Null for the format's own. */
  crs: string | null;
  /** Degrees, west to north; null for all of Hà Nội. */
  bbox: Bbox | null;
  /** Null for today. */
  date: string | null;
  /** CQL2 text; null for every feature. */
  filter: string | null;
  /** Words as the search takes them. */
  q: string | null;
}

export const fetchFormats = (signal?: AbortSignal) =>
  request<{ formats: ExportFormat[] }>('/exports/formats', withSignal(signal));

/** `EPSG:5897` of `http://www.opengis.net/def/crs/EPSG/0/5897`, `CRS84` of that of OGC. */
export function crsCode(uri: string): string {
  const [, authority, code] = /\/def\/crs\/(\w+)\/[\d.]+\/(\w+)$/.exec(uri) ?? [];
  return authority === 'EPSG' ? `EPSG:${code}` : (code ?? uri);
}

/** The address of a file; what is not said is left to the server. */
export function exportUrl({ collections, format, crs, bbox, date, filter, q }: Wanted): string {
  const query = new URLSearchParams({ collections: collections.join(','), f: format });
  if (crs) query.set('crs', crs);
  // Six decimals of a degree are 0.1 m: the edge of a screen is no finer.
  if (bbox) query.set('bbox', bbox.map((degrees) => Number(degrees.toFixed(6))).join(','));
  if (date) query.set('datetime', date);
  if (filter) query.set('filter', filter);
  if (q) query.set('q', q);
  return `/exports?${query.toString().replaceAll('%2C', ',')}`;
}

/** The features of a table that stand there now, as a condition that any client can send. */
export function filterOf(ids: readonly string[]): string {
  return `id IN (${ids.map((id) => `'${id.replaceAll("'", "''")}'`).join(',')})`;
}

/** A file at once, or the job that writes one too large for that. */
export type Exported = { kind: 'file'; name: string; blob: Blob } | { kind: 'job'; job: ExportJob };

export async function startExport(wanted: Wanted, signal?: AbortSignal): Promise<Exported> {
  const response = await ask(exportUrl(wanted), { headers: { Accept: '*/*' }, ...withSignal(signal) });
  if (response.status === 202) return { kind: 'job', job: (await response.json()) as ExportJob };
  return {
    kind: 'file',
    name: nameOf(response.headers.get('content-disposition') ?? ''),
    blob: await response.blob(),
  };
}

export const fetchJob = (id: string, signal?: AbortSignal) =>
  request<ExportJob>(`/exports/jobs/${encodeURIComponent(id)}`, withSignal(signal));

export const cancelJob = (id: string) => ask(`/exports/jobs/${encodeURIComponent(id)}`, { method: 'DELETE' });

/** The file's address under the name by which the page was opened; links carry the public one. */
export const jobFile = (id: string) => `/exports/jobs/${encodeURIComponent(id)}/file`;

/** What the answer is to be called: in Vietnamese where the server says so (RFC 8187), else in plain letters. */
export function nameOf(disposition: string): string {
  const told = /filename\*=UTF-8''([^;\s]+)/i.exec(disposition)?.[1];
  return told ? decodeURIComponent(told) : (/filename="([^"]+)"/.exec(disposition)?.[1] ?? 'ccn-atlas');
}

/** Has the browser keep a file under its name. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser has taken the address by the next turn; freed at once, some browsers save nothing.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
