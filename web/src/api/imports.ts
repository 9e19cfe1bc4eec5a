import { lang } from '../i18n/lang.ts';
import { ask, Problem, problemOf, serverAway, withSignal } from './client.ts';
import type { CollectionId } from './types.ts';

/** What `/imports` answers and is asked. */

interface Said {
  vi: string;
  en: string;
}

/** The collections that files can be imported into. */
export const importable = ['clusters', 'wastewater-plants', 'plan-zones', 'plan-constraints'] as const;
export type Importable = (typeof importable)[number] & CollectionId;

export type ImportState = 'asks' | 'checked' | 'published' | 'undone';
export type Severity = 'error' | 'warning' | 'note';
/** `refused`: the register knows no such feature, or it has an error; `skip`: a person leaves it out. */
export type Change = 'add' | 'replace' | 'same' | 'refused' | 'skip';

export interface CrsCandidate {
  /** Such as `EPSG:5897` or `EPSG:5897;swapped`. */
  id: string;
  title_vi: string;
  title_en: string;
  /** 0 to 1. */
  score: number;
  reasons: Said[];
  centre: [lon: number, lat: number];
  /** How far from the first candidate what is in the file would lie, in metres. */
  shift_m: number;
  mistake: Said | null;
  outline: GeoJSON.Geometry | null;
}

export interface MappedProperty {
  property: string;
  title_vi: string;
  title_en: string;
  field: string | null;
  /** What every row has, where no field is read. */
  value: string | null;
  /** What a number of the field is multiplied by to be in the property's unit. */
  factor?: number;
  /** 0 to 1. */
  confidence: number;
  why_vi: string | null;
  why_en: string | null;
  required: boolean;
}

export interface ImportSettings {
  valid_from: string | null;
  boundary_certainty: 'surveyed' | 'digitised';
  plan: string | null;
  source: string | null;
  new_features: 'add' | 'refuse';
  /** The rows that are left out. */
  skip?: number[];
}

export interface Counts {
  rows: number;
  add: number;
  replace: number;
  same: number;
  refused: number;
  skipped?: number;
  errors: number;
  warnings: number;
  notes: number;
}

export interface ImportRow {
  row: number;
  place: string;
  feature_id: string | null;
  /** What the register calls the feature that the row is about. */
  register_name?: string | null;
  /** Its place, where the file gives no name. */
  title: string;
  change: Change;
  area_m2: number | null;
  declared_area_ha: number | null;
  communes: { code: string; full_name: string; share: number }[];
}

export interface ImportDefect {
  code: string;
  severity: Severity;
  row: number | null;
  place: string;
  property: string | null;
  sentence_vi: string;
  sentence_en: string;
  location: [lon: number, lat: number] | null;
}

export interface ImportSummary {
  id: string;
  collection: Importable;
  state: ImportState;
  file: { name: string; size_bytes: number; sha256: string };
  by: string;
  created_at: string;
  expires_at: string;
  published_at: string | null;
  undone_at: string | null;
}

export interface ImportDocument extends ImportSummary {
  format: string;
  layers: { name: string; features: number; geometry_types?: string[] }[];
  layer: string;
  encoding: { id: string; guessed: boolean };
  fields: { name: string; samples: string[] }[];
  mapping: MappedProperty[];
  crs: {
    chosen: string | null;
    sure: boolean;
    sentence_vi: string;
    sentence_en: string;
    candidates: CrsCandidate[];
  };
  settings: ImportSettings;
  counts: Counts;
  /** What has to be answered before anything can be published: `crs`, `mapping.name`, … */
  asks: string[];
  rows: ImportRow[];
  defects: ImportDefect[];
}

/** What is set anew; what is left out stays as it is. */
export interface NewSettings {
  layer?: string;
  encoding?: string;
  crs?: string;
  mapping?: Record<string, string | null>;
  values?: Record<string, string | null>;
  valid_from?: string | null;
  boundary_certainty?: ImportSettings['boundary_certainty'];
  plan?: string | null;
  source?: string | null;
  new_features?: ImportSettings['new_features'];
  /** The whole list each time. */
  skip?: number[];
}

export interface PreviewProperties {
  role: 'new' | 'old';
  row: number | null;
  feature_id: string | null;
  title: string | null;
  change: Change;
  area_m2: number | null;
}
export type Preview = GeoJSON.FeatureCollection<GeoJSON.Geometry, PreviewProperties>;

interface Allowed {
  token: string;
  signal?: AbortSignal | undefined;
}

async function authorised(
  path: string,
  { token, signal }: Allowed,
  init: RequestInit = {},
): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('Authorization', `Bearer ${token}`);
  return ask(path, { ...init, headers, ...withSignal(signal) });
}

const at = (id: string, part = '') => `/imports/${encodeURIComponent(id)}${part}`;

export const fetchImports = async (allowed: Allowed) =>
  (await (await authorised('/imports', allowed)).json()) as { imports: ImportSummary[] };

export const fetchImport = async (id: string, allowed: Allowed) =>
  (await (await authorised(at(id), allowed)).json()) as ImportDocument;

export const fetchPreview = async (id: string, allowed: Allowed) =>
  (await (await authorised(at(id, '/preview'), allowed)).json()) as Preview;

export const deleteImport = (id: string, allowed: Allowed) =>
  authorised(at(id), allowed, { method: 'DELETE' });

export async function putSettings(id: string, settings: NewSettings, allowed: Allowed) {
  const init = {
    method: 'PUT',
    body: JSON.stringify(settings),
    headers: { 'Content-Type': 'application/json' },
  };
  return (await (await authorised(at(id, '/settings'), allowed, init)).json()) as ImportDocument;
}

export async function postStep(id: string, step: 'publish' | 'undo', allowed: Allowed) {
  const init = { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } };
  return (await (await authorised(at(id, `/${step}`), allowed, init)).json()) as ImportDocument;
}

/** The layer of what is wrong, to be opened in a GIS or a sheet. */
export async function fetchDefects(id: string, format: 'geojson' | 'csv', allowed: Allowed): Promise<Blob> {
  return (await authorised(at(id, `/defects?f=${format}`), allowed, { headers: { Accept: '*/*' } })).blob();
}

export interface Upload {
  collection: Importable;
  by: string;
  /** A file, or coordinates as somebody pasted them. */
  content: File | string;
}

export function uploadUrl({ collection, by, content }: Upload): string {
  const query = new URLSearchParams({ collection, by });
  if (typeof content !== 'string') query.set('file-name', content.name.normalize('NFC'));
  return `/imports?${query}`;
}

/** Sends a file; `fetch` would not tell how much of it has gone. */
export function upload(
  wanted: Upload,
  { token, signal }: Allowed,
  onProgress: (sent: number, all: number) => void,
): Promise<ImportDocument> {
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open('POST', uploadUrl(wanted));
    sending.setRequestHeader('Authorization', `Bearer ${token}`);
    sending.setRequestHeader('Accept-Language', lang.value);
    sending.setRequestHeader('Accept', 'application/json');
    const type = typeof wanted.content === 'string' ? 'text/plain' : 'application/octet-stream';
    sending.setRequestHeader('Content-Type', type);
    sending.upload.onprogress = (event) => onProgress(event.loaded, event.total);
    sending.onerror = () => {
      serverAway.value = true;
      reject(new Problem(0));
    };
    sending.onabort = () => reject(new DOMException('', 'AbortError'));
    sending.onload = () => {
      const { status, statusText, responseText: body } = sending;
      if (status === 201) resolve(JSON.parse(body) as ImportDocument);
      else reject(problemOf({ status, statusText, header: (name) => sending.getResponseHeader(name), body }));
    };
    signal?.addEventListener('abort', () => sending.abort());
    sending.send(wanted.content);
  });
}

/** Whether the server did not take the token. */
export const isRefusedToken = (error: unknown): boolean => error instanceof Problem && error.status === 401;
