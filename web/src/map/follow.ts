import { effect, type ReadonlySignal } from '@preact/signals';
import type { Map as MaplibreMap } from 'maplibre-gl';
import type { CollectionId } from '../api/types.ts';
import { lang } from '../i18n/lang.ts';
import { layers } from '../layers/index.ts';
import { config, goneTo } from '../state.ts';
import { addBasemap } from './basemap.ts';
import { all } from './on.ts';
import { drawOverlay } from './overlay.ts';

/** Runs a change once the map's style is there. */
export type WhenReady = (change: () => void) => void;

export function whenLoaded(map: MaplibreMap): WhenReady {
  let ready = false;
  map.once('load', () => {
    ready = true;
  });
  return (change) => {
    if (ready) change();
    else map.once('load', change);
  };
}

/** What every map on the page shows alike: the chosen layers, their language, the ground, a place gone to. */
export function followLayers(
  map: MaplibreMap,
  shown: ReadonlySignal<ReadonlySet<CollectionId>>,
  whenReady: WhenReady,
): () => void {
  return all(
    effect(() => {
      const visible = shown.value;
      whenReady(() => {
        for (const layer of layers) {
          const visibility = visible.has(layer.id) ? 'visible' : 'none';
          for (const { id } of layer.layers('vi')) map.setLayoutProperty(id, 'visibility', visibility);
        }
      });
    }),
    effect(() => {
      const language = lang.value;
      whenReady(() => {
        for (const drawn of layers.flatMap((layer) => layer.layers(language))) {
          const text = drawn.type === 'symbol' ? drawn.layout?.['text-field'] : undefined;
          if (text !== undefined) map.setLayoutProperty(drawn.id, 'text-field', text);
        }
      });
    }),
    effect(() => {
      const settings = config.value;
      if (settings) whenReady(() => addBasemap(map, settings));
    }),
    effect(() => {
      const place = goneTo.value;
      const geometries: GeoJSON.Geometry[] = place
        ? [{ type: 'Point', coordinates: [place.lon, place.lat] }]
        : [];
      whenReady(() => drawOverlay(map, 'place', geometries));
    }),
  );
}
