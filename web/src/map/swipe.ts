import { effect, type ReadonlySignal } from '@preact/signals';
import { type GeoJSONSource, type LayerSpecification, Map as MaplibreMap } from 'maplibre-gl';
import type { CollectionId, FeatureRef } from '../api/types.ts';
import { lang } from '../i18n/lang.ts';
import { isIndicative, isNotIndicative } from '../layers/layer.ts';
import { palette } from '../layers/palette.ts';
import { pageStyle } from '../layers/style.ts';
import { openOn } from '../live.ts';
import { config, formerLayers } from '../state.ts';
import { afterPause } from '../ui/clock.ts';
import { followLayers, whenLoaded } from './follow.ts';
import { supplyImages } from './images.ts';
import { followLabels } from './labels.ts';
import { all, on } from './on.ts';
import { drawSelected, withOverlay } from './overlay.ts';

type Host = HTMLElement & { map?: MaplibreMap };

/**
 * A second map that lies over the first and follows it. It takes no input: the pointer and the keys go to the map
 * below, which asks this one what lies under them.
 */
export function createSecondMap(
  container: Host,
  main: MaplibreMap,
  shown: ReadonlySignal<ReadonlySet<CollectionId>>,
  onReady: (map: MaplibreMap) => void,
): () => void {
  const camera = () => ({ center: main.getCenter(), zoom: main.getZoom() });
  const map = new MaplibreMap({
    container,
    style: withOverlay(pageStyle(lang.peek(), location.origin, shown.peek())),
    ...camera(),
    zoomLevelsToOverscale: 12,
    interactive: false,
    attributionControl: false,
    fadeDuration: 0,
  });
  supplyImages(map);
  container.map = map;
  const follow = () => map.jumpTo(camera());
  let stopLabels = () => {};
  map.once('load', () => {
    follow();
    stopLabels = followLabels(map, shown);
    onReady(map);
  });
  const stop = all(
    on(main, 'move', follow),
    on(main, 'resize', follow),
    followLayers(map, shown, whenLoaded(map)),
    () => stopLabels(),
  );
  return () => {
    stop();
    delete container.map;
    map.remove();
  };
}

/** The second map of the units before 1 July 2025. */
export function createFormerMap(
  container: Host,
  main: MaplibreMap,
  onReady: (map: MaplibreMap) => void,
): () => void {
  let stop = () => {};
  const remove = createSecondMap(container, main, formerLayers, (map) => {
    // The layer alone has no ground of its own, since it is laid over the communes of today.
    if (!config.peek()?.basemap_url) {
      map.setPaintProperty('legacy-communes-fill', 'fill-color', palette.legacyGround);
      map.setPaintProperty('legacy-communes-fill', 'fill-opacity', 1);
    }
    // Of all names those of districts are read first; the others find room around them, and around the plants.
    map.moveLayer('legacy-districts-label', 'wastewater-plants-circle');
    map.setLayoutProperty('wastewater-plants-mark', 'text-ignore-placement', false);
    stop = effect(() => drawSelected(map, openOn('former')));
    onReady(map);
  });
  return all(() => stop(), remove);
}

/** A unit to set off: the one pointed at, or one at the end of its flows, with the share that the flow carries. */
export interface Lit extends FeatureRef {
  pointed: boolean;
  share: number;
}

const units = ['legacy-communes', 'communes'] as const;
const pointed = ['boolean', ['feature-state', 'pointed'], false] as const;
const share = ['coalesce', ['feature-state', 'share'], 0] as const;

/**
 * Both maps draw the lines of both times: what a unit became lies where it was, so on the other side alone it would
 * mostly be hidden. Filled is only what belongs to the side.
 */
function litLayers(source: CollectionId, filled: boolean) {
  const base = { source, 'source-layer': source } as const;
  const line = {
    'line-color': ['case', pointed, palette.flowOf, palette.flowEnd],
    'line-width': ['case', pointed, 3, 2.4],
    'line-opacity': ['case', ['>', share, 0], 1, 0],
  };
  const fill = {
    id: `${source}-lit`,
    type: 'fill',
    ...base,
    paint: {
      'fill-color': ['case', pointed, palette.flowOf, palette.flowEnd],
      'fill-opacity': ['case', pointed, 0.3, ['>', share, 0], ['+', 0.06, ['*', share, 0.3]], 0],
    },
  };
  return [
    ...(filled ? [fill] : []),
    { id: `${source}-lit-line`, type: 'line', ...base, filter: isNotIndicative, paint: line },
    {
      // What is set off is no more certain for it.
      id: `${source}-lit-line-indicative`,
      type: 'line',
      ...base,
      filter: isIndicative,
      paint: { ...line, 'line-dasharray': [2.5, 1.5] },
    },
  ] as unknown as LayerSpecification[];
}

/** Sets off units on the map of one side, under the clusters. */
export function followLit(
  map: MaplibreMap,
  side: (typeof units)[number],
  lit: ReadonlySignal<readonly Lit[]>,
): () => void {
  const added = units.flatMap((source) => litLayers(source, source === side));
  for (const layer of added) map.addLayer(layer, 'clusters-fill');
  const clear = () => {
    for (const source of units) map.removeFeatureState({ source, sourceLayer: source });
  };
  const stop = effect(() => {
    clear();
    for (const { collection, id, pointed, share } of lit.value) {
      map.setFeatureState({ source: collection, sourceLayer: collection, id }, { pointed, share });
    }
  });
  return all(stop, () => {
    clear();
    for (const { id } of added) map.removeLayer(id);
  });
}

const reserve = 'swipe-reserve';
const step_px = 22;
const blank_px = 4;

/**
 * Keeps labels off the slider: an unseen column of symbols takes the room there, so that the names of either side
 * step aside or stay away instead of being cut in two.
 */
export function keepSliderClear(map: MaplibreMap, split: ReadonlySignal<number>): () => void {
  const image = { width: blank_px, height: blank_px, data: new Uint8Array(blank_px * blank_px * 4) };
  map.addImage(reserve, image);
  map.addSource(reserve, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
  map.addLayer({
    id: reserve,
    type: 'symbol',
    source: reserve,
    layout: {
      'icon-image': reserve,
      'icon-size': step_px / blank_px,
      'icon-allow-overlap': true,
      'icon-padding': 0,
    },
  });
  const place = () => {
    const { clientWidth, clientHeight } = map.getContainer();
    const x = split.peek() * clientWidth;
    const features: GeoJSON.Feature[] = [];
    for (let y = 0; y <= clientHeight; y += step_px) {
      const { lng, lat } = map.unproject([x, y]);
      features.push({
        type: 'Feature',
        properties: {},
        geometry: { type: 'Point', coordinates: [lng, lat] },
      });
    }
    void map.getSource<GeoJSONSource>(reserve)?.setData({ type: 'FeatureCollection', features });
  };
  const placeAtRest = afterPause(80, () => {
    if (map.getSource(reserve)) place();
  });
  return all(
    // While the slider is dragged the names stay; they step aside once it rests.
    effect(() => {
      void split.value;
      placeAtRest();
    }),
    on(map, 'moveend', place),
    on(map, 'resize', place),
    () => {
      map.removeLayer(reserve);
      map.removeSource(reserve);
      map.removeImage(reserve);
    },
  );
}
