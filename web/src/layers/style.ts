import type {
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
  VectorSourceSpecification,
} from 'maplibre-gl';
import type { CollectionId, Lang } from '../api/types.ts';
import { layers } from './index.ts';
import { labelZoom, type MapLayer } from './layer.ts';
import { meanings } from './meanings.ts';
import { palette } from './palette.ts';

const background: LayerSpecification = {
  id: 'background',
  type: 'background',
  paint: { 'background-color': palette.paper },
};

const isPattern = (layer: LayerSpecification) =>
  layer.type === 'fill' && layer.paint?.['fill-pattern'] !== undefined;

/**
 * The style for other clients. It has no images, so the hatch that lies over some fills is left out. Who can draw one
 * finds it under `ccn:hatches`, each with the layer it lies on, and the words of the codes under `ccn:meanings`.
 */
export function publishedStyle(lang: Lang): StyleSpecification {
  const shown = layers.flatMap((layer) =>
    layer.layers(lang).map((drawn) => withVisibility(drawn, layer.shownAtFirst)),
  );
  const hatches = shown.flatMap((layer, index) =>
    isPattern(layer) ? [{ on: shown[index - 1]?.id, layer }] : [],
  );
  return {
    version: 8,
    name: 'CCN Atlas',
    metadata: { 'ccn:hatches': hatches, 'ccn:meanings': meanings() },
    center: [105.75, 21.0],
    zoom: 9,
    sources: withLabels(
      (layer) => layer.source,
      (source) => ({ ...source, maxzoom: labelZoom }),
    ),
    layers: [background, ...shown.filter((layer) => !isPattern(layer))],
  };
}

/** The same layers for this page, whose tiles come from the address it was opened at. */
export function pageStyle(
  lang: Lang,
  origin: string,
  visible: ReadonlySet<CollectionId>,
): StyleSpecification {
  return {
    version: 8,
    sources: withLabels(
      (layer) => ({
        type: 'vector',
        tiles: [`${origin}/tiles/${layer.id}/{z}/{x}/{y}`],
        maxzoom: 16,
        // A feature is lit by the id it has in its collection.
        promoteId: 'id',
      }),
      // Filled by map/labels.ts with the same areas, each in one part.
      () => ({
        type: 'geojson',
        data: { type: 'FeatureCollection', features: [] },
        maxzoom: labelZoom,
        tolerance: 0,
      }),
    ),
    layers: [
      background,
      ...layers.flatMap((layer) =>
        layer.layers(lang).map((drawn) => withVisibility(onPage(drawn), visible.has(layer.id))),
      ),
    ],
  };
}

function withLabels(
  sourceOf: (layer: MapLayer) => VectorSourceSpecification,
  labelsOf: (source: VectorSourceSpecification) => SourceSpecification,
): StyleSpecification['sources'] {
  return Object.fromEntries(
    layers.flatMap((layer) => {
      const source = sourceOf(layer);
      return [
        [layer.id, source],
        [`${layer.id}-labels`, labelsOf(source)],
      ];
    }),
  );
}

/** GeoJSON has no layers within, so a label drops the name of the one it reads from tiles. */
function onPage(drawn: LayerSpecification): LayerSpecification {
  if (!('source' in drawn) || !drawn.source.endsWith('-labels')) return drawn;
  const { 'source-layer': _, ...rest } = drawn as LayerSpecification & { 'source-layer'?: string };
  return rest as LayerSpecification;
}

function withVisibility(layer: LayerSpecification, visible: boolean): LayerSpecification {
  const layout = { ...layer.layout, visibility: visible ? 'visible' : 'none' };
  return { ...layer, layout } as LayerSpecification;
}
