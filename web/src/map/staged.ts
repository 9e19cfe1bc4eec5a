import { effect, type ReadonlySignal } from '@preact/signals';
import type {
  ExpressionSpecification,
  GeoJSONSource,
  LayerSpecification,
  Map as MaplibreMap,
} from 'maplibre-gl';
import type { Preview, Severity } from '../api/imports.ts';
import type { CollectionId } from '../api/types.ts';
import { font } from '../layers/layer.ts';
import { palette } from '../layers/palette.ts';
import { panel } from '../state.ts';
import { all, on } from './on.ts';

/** What an import would change, where its coordinates may lie, and what is wrong with it: drawn over the register. */

const empty: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };
/** Over the shapes of the clusters, under their names. */
const above = 'clusters-label';

const isOld: ExpressionSpecification = ['==', ['get', 'role'], 'old'];
const isNew: ExpressionSpecification = ['==', ['get', 'role'], 'new'];
const isPoint: ExpressionSpecification = ['==', ['geometry-type'], 'Point'];
const isLit: ExpressionSpecification = ['boolean', ['feature-state', 'lit'], false];

function addSource(map: MaplibreMap, id: string, layers: LayerSpecification[], before?: string): () => void {
  map.addSource(id, { type: 'geojson', data: empty, promoteId: 'key', tolerance: 0 });
  for (const layer of layers) map.addLayer(layer, before);
  return () => {
    for (const layer of layers) map.removeLayer(layer.id);
    map.removeSource(id);
  };
}

function setData(map: MaplibreMap, id: string, features: GeoJSON.Feature[]): void {
  void map.getSource<GeoJSONSource>(id)?.setData({ type: 'FeatureCollection', features });
}

function light(map: MaplibreMap, source: string, keys: readonly string[]): void {
  map.removeFeatureState({ source });
  for (const id of keys) map.setFeatureState({ source, id }, { lit: true });
}

export interface DrawnPreview {
  features: Preview['features'];
  /** The collection whose replaced features the register's own drawing leaves out meanwhile. */
  collection: CollectionId | null;
  replaced: readonly string[];
  lit: readonly number[];
}

const stagedLayers: LayerSpecification[] = [
  {
    id: 'staged-old-fill',
    type: 'fill',
    source: 'staged',
    filter: isOld,
    paint: { 'fill-color': palette.stagedOld, 'fill-opacity': 0.14 },
  },
  {
    id: 'staged-new-fill',
    type: 'fill',
    source: 'staged',
    filter: isNew,
    paint: { 'fill-color': palette.stagedNew, 'fill-opacity': ['case', isLit, 0.34, 0.18] },
  },
  {
    id: 'staged-halo',
    type: 'line',
    source: 'staged',
    layout: { 'line-join': 'round' },
    paint: { 'line-color': palette.halo, 'line-width': ['case', isLit, 8, 5], 'line-opacity': 0.9 },
  },
  {
    id: 'staged-old-line',
    type: 'line',
    source: 'staged',
    filter: isOld,
    paint: { 'line-color': palette.stagedOld, 'line-width': 2.4, 'line-dasharray': [2.5, 1.8] },
  },
  {
    id: 'staged-new-line',
    type: 'line',
    source: 'staged',
    filter: isNew,
    layout: { 'line-join': 'round' },
    paint: { 'line-color': palette.stagedNew, 'line-width': ['case', isLit, 4, 2.6] },
  },
  {
    id: 'staged-old-point',
    type: 'circle',
    source: 'staged',
    filter: ['all', isOld, isPoint],
    paint: {
      'circle-color': palette.halo,
      'circle-radius': 8,
      'circle-stroke-color': palette.stagedOld,
      'circle-stroke-width': 2.5,
    },
  },
  {
    id: 'staged-new-point',
    type: 'circle',
    source: 'staged',
    filter: ['all', isNew, isPoint],
    paint: {
      'circle-color': palette.stagedNew,
      'circle-radius': ['case', isLit, 10, 7],
      'circle-stroke-color': palette.halo,
      'circle-stroke-width': 2,
    },
  },
];
const picked = ['staged-new-fill', 'staged-new-point', 'staged-old-fill', 'staged-old-point'];

/** Draws old and new apart; a click on either asks for its row. */
export function followStaged(
  map: MaplibreMap,
  drawn: ReadonlySignal<DrawnPreview>,
  onPick: (row: number) => void,
): () => void {
  const remove = addSource(map, 'staged', stagedLayers, above);
  return all(
    effect(() => {
      const features = drawn.value.features.map((feature) => ({
        ...feature,
        properties: { ...feature.properties, key: keyOf(feature.properties.role, feature.properties.row) },
      }));
      setData(map, 'staged', features);
    }),
    effect(() => {
      const { lit } = drawn.value;
      light(
        map,
        'staged',
        lit.flatMap((row) => [keyOf('new', row), keyOf('old', row)]),
      );
    }),
    effect(() => {
      const { collection, replaced } = drawn.value;
      return collection && replaced.length > 0 ? hideFeatures(map, collection, replaced) : undefined;
    }),
    on(map, 'click', ({ point }) => {
      if (panel.value !== 'import') return;
      const [hit] = map.queryRenderedFeatures(point, { layers: picked });
      if (typeof hit?.properties.row === 'number') onPick(hit.properties.row);
    }),
    remove,
  );
}

const keyOf = (role: string, row: number | null) => `${role}/${row}`;

/** Takes features out of the register's own drawing; the way back puts them there again. */
function hideFeatures(map: MaplibreMap, collection: CollectionId, ids: readonly string[]): () => void {
  const layers = map.getStyle().layers.filter((layer) => 'source' in layer && layer.source === collection);
  const before = layers.map(({ id }) => ({ id, filter: map.getFilter(id) ?? null }));
  const others = ['!', ['in', ['get', 'id'], ['literal', [...ids]]]];
  for (const { id, filter } of before) {
    map.setFilter(id, (filter ? ['all', filter, others] : others) as ExpressionSpecification);
  }
  return () => {
    for (const { id, filter } of before) if (map.getLayer(id)) map.setFilter(id, filter);
  };
}

/** A way to read the coordinates, and where what is in the file would then lie. */
export interface DrawnWay {
  id: string;
  /** As it is numbered in the list. */
  number: number;
  outline: GeoJSON.Geometry;
  lit: boolean;
}

const isFirst: ExpressionSpecification = ['==', ['get', 'number'], 1];
const wayColor: ExpressionSpecification = ['case', isFirst, palette.wayFirst, palette.wayOther];
const wayLayers: LayerSpecification[] = [
  {
    id: 'ways-fill',
    type: 'fill',
    source: 'ways',
    paint: { 'fill-color': wayColor, 'fill-opacity': ['case', isLit, 0.3, 0.06] },
  },
  {
    id: 'ways-halo',
    type: 'line',
    source: 'ways',
    paint: { 'line-color': palette.halo, 'line-width': ['case', isLit, 8, 5], 'line-opacity': 0.85 },
  },
  {
    id: 'ways-line',
    type: 'line',
    source: 'ways',
    // None of them is known to be true.
    paint: { 'line-color': wayColor, 'line-width': ['case', isLit, 4, 2], 'line-dasharray': [2, 1.2] },
  },
  {
    id: 'ways-number',
    type: 'symbol',
    source: 'ways',
    layout: {
      'text-field': ['to-string', ['get', 'number']],
      'text-font': font.semibold,
      'text-size': 15,
      'symbol-placement': 'point',
      'text-allow-overlap': true,
    },
    paint: { 'text-color': wayColor, 'text-halo-color': palette.halo, 'text-halo-width': 2 },
  },
];

export function followWays(map: MaplibreMap, ways: ReadonlySignal<readonly DrawnWay[]>): () => void {
  const remove = addSource(map, 'ways', wayLayers);
  return all(
    effect(() => {
      const features = ways.value.map(({ id, number, outline }) => ({
        type: 'Feature' as const,
        properties: { key: id, number },
        geometry: outline,
      }));
      setData(map, 'ways', features);
      light(
        map,
        'ways',
        ways.value.filter(({ lit }) => lit).map(({ id }) => id),
      );
    }),
    remove,
  );
}

export interface DrawnDefect {
  key: string;
  severity: Severity;
  location: [lon: number, lat: number];
  lit: boolean;
}

const defectColor: ExpressionSpecification = [
  'match',
  ['get', 'severity'],
  'error',
  palette.fault,
  'warning',
  palette.defectWarning,
  palette.stagedOld,
];

const defectLayers: LayerSpecification[] = [
  {
    id: 'defects-halo',
    type: 'circle',
    source: 'defects',
    paint: {
      'circle-color': 'rgba(0, 0, 0, 0)',
      'circle-radius': ['case', isLit, 15, 8],
      'circle-stroke-color': palette.halo,
      'circle-stroke-width': ['case', isLit, 7, 5],
    },
  },
  {
    id: 'defects-ring',
    type: 'circle',
    source: 'defects',
    paint: {
      'circle-color': 'rgba(0, 0, 0, 0)',
      'circle-radius': ['case', isLit, 15, 8],
      'circle-stroke-color': defectColor,
      'circle-stroke-width': ['case', isLit, 4, 2.5],
    },
  },
];

/** Rings every place where something is wrong, and the one that the reader looks at the larger. */
export function followDefects(map: MaplibreMap, defects: ReadonlySignal<readonly DrawnDefect[]>): () => void {
  const remove = addSource(map, 'defects', defectLayers);
  return all(
    effect(() => {
      const features = defects.value.map(({ key, severity, location }) => ({
        type: 'Feature' as const,
        properties: { key, severity },
        geometry: { type: 'Point' as const, coordinates: location },
      }));
      setData(map, 'defects', features);
      light(
        map,
        'defects',
        defects.value.filter(({ lit }) => lit).map(({ key }) => key),
      );
    }),
    remove,
  );
}
