import type { GeoJSONSource, LayerSpecification, Map as MaplibreMap, StyleSpecification } from 'maplibre-gl';
import type { Feature } from '../api/types.ts';
import { palette } from '../layers/palette.ts';

/** What the page draws over the published layers: the open feature, what is drawn, its faults, a place gone to. */
const sources = ['selected', 'measured', 'repair', 'faults', 'place'] as const;
export type OverlayId = (typeof sources)[number];

const empty: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };

const layers: LayerSpecification[] = [
  {
    id: 'selected-halo',
    type: 'line',
    source: 'selected',
    layout: { 'line-join': 'round' },
    // Zoomed out, it would cover the mark of the very cluster it sets off.
    minzoom: 12,
    paint: { 'line-color': palette.halo, 'line-width': 6, 'line-opacity': 0.9 },
  },
  {
    id: 'selected-line',
    type: 'line',
    source: 'selected',
    filter: ['!=', ['get', 'certainty'], 'indicative'],
    layout: { 'line-join': 'round' },
    paint: { 'line-color': palette.selected, 'line-width': 2.8 },
  },
  {
    // An open feature is marked, but a boundary nobody has surveyed stays dashed.
    id: 'selected-line-indicative',
    type: 'line',
    source: 'selected',
    filter: ['==', ['get', 'certainty'], 'indicative'],
    layout: { 'line-join': 'round' },
    paint: { 'line-color': palette.selected, 'line-width': 2.8, 'line-dasharray': [2.5, 1.5] },
  },
  {
    id: 'selected-point',
    type: 'circle',
    source: 'selected',
    filter: ['==', ['geometry-type'], 'Point'],
    paint: {
      'circle-color': 'rgba(0, 0, 0, 0)',
      'circle-radius': 13,
      'circle-stroke-color': palette.selected,
      'circle-stroke-width': 3,
    },
  },
  {
    id: 'measured-fill',
    type: 'fill',
    source: 'measured',
    filter: ['==', ['geometry-type'], 'Polygon'],
    paint: { 'fill-color': palette.measure, 'fill-opacity': 0.15 },
  },
  {
    id: 'measured-line',
    type: 'line',
    source: 'measured',
    paint: { 'line-color': palette.measure, 'line-width': 2.5 },
  },
  {
    id: 'measured-point',
    type: 'circle',
    source: 'measured',
    filter: ['==', ['geometry-type'], 'Point'],
    paint: {
      'circle-color': palette.halo,
      'circle-radius': 4.5,
      'circle-stroke-color': palette.measure,
      'circle-stroke-width': 2.5,
    },
  },
  {
    // Only offered: dashed until the reader takes it.
    id: 'repair-line',
    type: 'line',
    source: 'repair',
    paint: { 'line-color': palette.repair, 'line-width': 3, 'line-dasharray': [2, 1.5] },
  },
  {
    id: 'faults-ring',
    type: 'circle',
    source: 'faults',
    paint: {
      'circle-color': 'rgba(0, 0, 0, 0)',
      'circle-radius': 11,
      'circle-stroke-color': palette.fault,
      'circle-stroke-width': 3.5,
    },
  },
  {
    id: 'place-ring',
    type: 'circle',
    source: 'place',
    paint: {
      'circle-color': 'rgba(0, 0, 0, 0)',
      'circle-radius': 10,
      'circle-stroke-color': palette.measure,
      'circle-stroke-width': 3,
    },
  },
  {
    id: 'place-dot',
    type: 'circle',
    source: 'place',
    paint: { 'circle-color': palette.measure, 'circle-radius': 2.5 },
  },
];

export function withOverlay(style: StyleSpecification): StyleSpecification {
  const own = sources.map((id) => [id, { type: 'geojson' as const, data: empty }] as const);
  return {
    ...style,
    sources: { ...style.sources, ...Object.fromEntries(own) },
    layers: [...style.layers, ...layers],
  };
}

export function drawOverlay(map: MaplibreMap, id: OverlayId, geometries: GeoJSON.Geometry[]): void {
  setOverlay(
    map,
    id,
    geometries.map((geometry) => ({ type: 'Feature', properties: {}, geometry })),
  );
}

export function drawSelected(map: MaplibreMap, open: Feature | null): void {
  const properties = { certainty: open?.properties.boundary_certainty };
  setOverlay(map, 'selected', open ? [{ type: 'Feature', properties, geometry: open.geometry }] : []);
}

function setOverlay(map: MaplibreMap, id: OverlayId, features: GeoJSON.Feature[]): void {
  void map.getSource<GeoJSONSource>(id)?.setData({ type: 'FeatureCollection', features });
}
