import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { GeoJSONSource, LayerSpecification, Map as MaplibreMap } from 'maplibre-gl';
import type { FitPieces, PieceProperties } from '../api/fit-types.ts';
import { byCode, hatch, hatchByCode } from '../layers/layer.ts';
import { palette } from '../layers/palette.ts';
import { constraintInk } from '../layers/plan-constraints.ts';
import { zoneFill } from '../layers/plan-zones.ts';
import { drawing } from '../state.ts';
import { all, on } from './on.ts';

/** The pieces now set off, on the map and in the bars; what either lights, both show. */
export const lit = signal<ReadonlySet<string>>(new Set());

/** The piece under the pointer, or tapped: its bar comes into view. */
export const pointed = signal<string | null>(null);

export type PieceKey = Pick<PieceProperties, 'part' | 'id'>;
export const keyOf = ({ part, id }: PieceKey): string => `${part}/${id ?? ''}`;

const source = 'pieces';
const isPart = (part: PieceProperties['part']) => ['==', ['get', 'part'], part] as const;
const isLit = ['boolean', ['feature-state', 'lit'], false] as const;
const base = { source } as const;

/** From the ground up; an area that is only told of, such as a commune, shows while it is lit. */
const layers = [
  {
    // The cluster's own fill and hatch would show through, and pass for a piece.
    id: 'pieces-ground',
    type: 'fill',
    ...base,
    filter: ['in', ['get', 'part'], ['literal', ['zone', 'residual']]],
    paint: { 'fill-color': palette.halo },
  },
  {
    id: 'pieces-zone',
    type: 'fill',
    ...base,
    filter: isPart('zone'),
    paint: {
      'fill-color': byCode('permission', zoneFill, palette.zoneLine),
      'fill-opacity': ['case', isLit, 0.95, 0.7],
    },
  },
  {
    id: 'pieces-residual',
    type: 'fill',
    ...base,
    filter: isPart('residual'),
    paint: { 'fill-pattern': hatch(palette.pieceResidual), 'fill-opacity': 0.75 },
  },
  {
    id: 'pieces-constraint',
    type: 'fill',
    ...base,
    filter: isPart('constraint'),
    paint: { 'fill-pattern': hatchByCode('kind', constraintInk, palette.zoneLine), 'fill-opacity': 0.85 },
  },
  {
    id: 'pieces-doubled',
    type: 'fill',
    ...base,
    filter: isPart('double_counted'),
    paint: { 'fill-color': palette.pieceDoubled, 'fill-opacity': ['case', isLit, 0.75, 0.5] },
  },
  {
    id: 'pieces-told',
    type: 'fill',
    ...base,
    filter: ['in', ['get', 'part'], ['literal', ['commune', 'cluster']]],
    paint: { 'fill-color': palette.pieceLit, 'fill-opacity': ['case', isLit, 0.22, 0] },
  },
  {
    id: 'pieces-line',
    type: 'line',
    ...base,
    filter: ['!', ['in', ['get', 'part'], ['literal', ['subject', 'commune', 'cluster']]]],
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': [
        'match',
        ['get', 'part'],
        'double_counted',
        palette.pieceDoubled,
        'constraint',
        byCode('kind', constraintInk, palette.zoneLine),
        palette.pieceResidual,
      ],
      'line-width': 1.2,
    },
  },
  {
    id: 'pieces-lit-halo',
    type: 'line',
    ...base,
    filter: ['!=', ['get', 'part'], 'subject'],
    layout: { 'line-join': 'round' },
    paint: { 'line-color': palette.halo, 'line-width': 7, 'line-opacity': ['case', isLit, 0.95, 0] },
  },
  {
    id: 'pieces-lit',
    type: 'line',
    ...base,
    filter: ['!=', ['get', 'part'], 'subject'],
    layout: { 'line-join': 'round' },
    paint: { 'line-color': palette.pieceLit, 'line-width': 3.2, 'line-opacity': ['case', isLit, 1, 0] },
  },
] as unknown as LayerSpecification[];

/** What the pointer can light: the pieces that are drawn whether lit or not, the uppermost first. */
const hovered = ['pieces-doubled', 'pieces-constraint', 'pieces-residual', 'pieces-zone'];
const empty: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };
/** Over the shapes of the clusters, under their names. */
const above = 'clusters-label';

/** Draws the pieces of a judgement and keeps the pointer, the bars and the map of one mind. */
export function followPieces(map: MaplibreMap, shown: ReadonlySignal<FitPieces | null>): () => void {
  map.addSource(source, { type: 'geojson', data: empty, promoteId: 'key', tolerance: 0 });
  for (const layer of layers) map.addLayer(layer, above);
  return all(
    effect(() => {
      const features = (shown.value?.features ?? []).map((feature) => ({
        ...feature,
        properties: { ...feature.properties, key: keyOf(feature.properties) },
      }));
      lit.value = new Set();
      void map.getSource<GeoJSONSource>(source)?.setData({ type: 'FeatureCollection', features });
    }),
    effect(() => {
      const keys = lit.value;
      map.removeFeatureState({ source });
      for (const id of keys) map.setFeatureState({ source, id }, { lit: true });
    }),
    followPointer(map),
  );
}

function followPointer(map: MaplibreMap): () => void {
  let over: string | null = null;
  const keyAt = (x: number, y: number): string | null => {
    const [hit] = map.queryRenderedFeatures([x, y], { layers: hovered });
    return hit ? String(hit.properties.key) : null;
  };
  const light = (key: string | null) => {
    // The pointer takes back only what it lit itself: a bar may have lit another piece meanwhile.
    if (key === null) {
      if (over !== null && lit.value.has(over)) lit.value = new Set();
    } else if (!lit.value.has(key)) lit.value = new Set([key]);
    over = key;
    pointed.value = key;
  };
  return all(
    on(map, 'mousemove', ({ point }) => {
      if (!drawing.value) light(keyAt(point.x, point.y));
    }),
    on(map, 'mouseout', () => light(null)),
    on(map, 'click', ({ point }) => {
      if (!drawing.value) light(keyAt(point.x, point.y));
    }),
  );
}
