import type {
  DataDrivenPropertyValueSpecification,
  ExpressionSpecification,
  LayerSpecification,
  VectorSourceSpecification,
} from 'maplibre-gl';
import type { CollectionId, FeatureRef, Lang, Properties } from '../api/types.ts';
import type { Key } from '../i18n/t.ts';

export interface Swatch {
  shape: 'area' | 'dot';
  fill: string;
  outline: string;
  /** `as-loaded`: dashed as long as the commune boundaries now loaded are indicative. */
  dashed?: boolean | 'as-loaded';
  hatched?: boolean;
  mark?: string;
}

export interface LegendEntry {
  label: Key;
  swatch: Swatch;
}

/** What a fact shows: words, a yes/no/unknown, or links to other features; null leaves the line out. */
export type Value =
  | string
  | { known: string }
  | { refs: { ref: FeatureRef; text: string }[]; note?: string }
  | null;

export interface Fact {
  label: Key;
  value: (properties: Properties) => Value;
}

export interface Popup {
  title: (properties: Properties) => string;
  subtitle: (properties: Properties) => string | null;
  /** Lines in reading order; a bare key begins a group under that heading. */
  facts: (Fact | Key)[];
}

/** Everything the map knows of one collection: how it is drawn, explained, read and where it comes from. */
export interface MapLayer {
  id: CollectionId;
  title: Key;
  shownAtFirst: boolean;
  source: VectorSourceSpecification;
  layers: (lang: Lang) => LayerSpecification[];
  legend: LegendEntry[];
  popup: Popup;
  provenance: Key;
}

/** Files with these names are declared in `styles/fonts.css`; without `glyphs` MapLibre draws from them. */
export const font = {
  regular: ['Be Vietnam Pro Regular'],
  semibold: ['Be Vietnam Pro SemiBold'],
};

export const tiles = (id: CollectionId): VectorSourceSpecification => ({
  type: 'vector',
  url: `{public_url}/tiles/${id}`,
});

/**
 * The zoom whose tiles carry the labels. An area cut by a tile's edge would get its name in each part; Hà Nội lies
 * whole in one tile of zoom 7, where 4,096 steps are 71 m each.
 */
export const labelZoom = 7;

/** Layer members that read names from the label tiles of a collection. */
export const labelsOf = (id: CollectionId) => ({ source: `${id}-labels`, 'source-layer': id }) as const;

export const isIndicative: ExpressionSpecification = ['==', ['get', 'boundary_certainty'], 'indicative'];
export const isNotIndicative: ExpressionSpecification = ['!=', ['get', 'boundary_certainty'], 'indicative'];

/** A colour, pattern or mark by the code in a property. */
export function byCode(
  property: string,
  values: Record<string, string>,
  otherwise: string,
): DataDrivenPropertyValueSpecification<string> {
  const pairs = Object.entries(values).flat();
  return ['match', ['get', property], ...pairs, otherwise] as unknown as ExpressionSpecification;
}

/** The name of a diagonal hatch of one colour; `map/images.ts` paints it when the map asks for it. */
export const hatch = (color: string) => `hatch:${color}`;

export function hatchByCode(property: string, colors: Record<string, string>, otherwise: string) {
  const names = Object.entries(colors).map(([code, color]) => [code, hatch(color)]);
  return byCode(property, Object.fromEntries(names), hatch(otherwise));
}
