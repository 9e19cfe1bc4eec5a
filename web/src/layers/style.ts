import type { LayerSpecification, StyleSpecification, VectorSourceSpecification } from 'maplibre-gl';
import type { CollectionId, Lang } from '../api/types.ts';
import { layers } from './index.ts';
import { labelZoom, type MapLayer } from './layer.ts';
import { palette } from './palette.ts';

const background: LayerSpecification = {
  id: 'background',
  type: 'background',
  paint: { 'background-color': palette.paper },
};

const isPattern = (layer: LayerSpecification) =>
  layer.type === 'fill' && layer.paint?.['fill-pattern'] !== undefined;

/** The style for other clients. It has no images, so the hatch that lies over some fills is left out. */
export function publishedStyle(lang: Lang): StyleSpecification {
  const shown = layers.flatMap((layer) =>
    layer.layers(lang).map((drawn) => withVisibility(drawn, layer.shownAtFirst)),
  );
  return {
    version: 8,
    name: 'CCN Atlas',
    center: [105.75, 21.0],
    zoom: 9,
    sources: withLabels((layer) => layer.source),
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
    sources: withLabels((layer) => ({
      type: 'vector',
      tiles: [`${origin}/tiles/${layer.id}/{z}/{x}/{y}`],
      maxzoom: 16,
    })),
    layers: [
      background,
      ...layers.flatMap((layer) =>
        layer.layers(lang).map((drawn) => withVisibility(drawn, visible.has(layer.id))),
      ),
    ],
  };
}

function withLabels(sourceOf: (layer: MapLayer) => VectorSourceSpecification): StyleSpecification['sources'] {
  return Object.fromEntries(
    layers.flatMap((layer) => {
      const source = sourceOf(layer);
      return [
        [layer.id, source],
        [`${layer.id}-labels`, { ...source, maxzoom: labelZoom }],
      ];
    }),
  );
}

function withVisibility(layer: LayerSpecification, visible: boolean): LayerSpecification {
  const layout = { ...layer.layout, visibility: visible ? 'visible' : 'none' };
  return { ...layer, layout } as LayerSpecification;
}
