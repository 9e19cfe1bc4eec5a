/** The collections the server publishes; a layer file exists for each. */
export const collectionIds = [
  'clusters',
  'wastewater-plants',
  'communes',
  'legacy-communes',
  'legacy-districts',
  'plan-zones',
  'plan-constraints',
] as const;
export type CollectionId = (typeof collectionIds)[number];

export function isCollectionId(value: string): value is CollectionId {
  return (collectionIds as readonly string[]).includes(value);
}

export type Lang = 'vi' | 'en';
export type Bbox = [west: number, south: number, east: number, north: number];

export interface FeatureRef {
  collection: CollectionId;
  id: string;
}

export type Properties = Record<string, unknown>;

export interface Feature {
  type: 'Feature';
  id: string;
  geometry: GeoJSON.Geometry;
  properties: Properties;
}

export interface Page {
  features: Feature[];
  links?: { rel: string; href: string }[];
  numberMatched: number;
  numberReturned: number;
}

export interface Boundaries {
  boundary_certainty: string;
  title: string;
  statement_vi: string;
  statement_en: string;
  loading: { source: string; done: number; total: number } | null;
}

export interface StatedCount {
  id: string;
  subject_vi: string;
  subject_en: string;
  stated: number;
  named: number;
  place: string | null;
  source: string | null;
}

export interface Collection {
  id: CollectionId;
  titles: Record<Lang, string>;
  descriptions: Record<Lang, string>;
  licence: string | null;
  citation: string | null;
  attribution: string | null;
  itemCount: number;
  boundaries?: Boundaries;
  stated_counts?: StatedCount[];
}

export interface Citation {
  property: string;
  as_written: string | null;
  place: string | null;
  source_id: string;
  source_title: string;
  source_url: string | null;
}

export interface Successor {
  code: string;
  full_name: string;
  extent?: 'whole' | 'part';
  is_main?: boolean;
}

export interface SearchResult extends FeatureRef {
  name: string;
  detail_vi: string | null;
  detail_en: string | null;
  bbox: Bbox;
  match: string;
  successors?: Successor[];
}

export interface Measurement {
  length_m: number;
  perimeter_m: number | null;
  area_m2: number | null;
  crs: string;
  basis_vi: string;
  basis_en: string;
}

export interface Config {
  version: string;
  public_url: string;
  basemap_url: string | null;
  basemap_attribution: string | null;
  /** Whether files can be imported over HTTP. */
  writable?: boolean;
}
