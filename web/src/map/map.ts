import workerUrl from 'virtual:map-worker-url';
import { effect } from '@preact/signals';
import { Map as MaplibreMap, ScaleControl, setWorkerUrl } from 'maplibre-gl';
import { awayStatus, Problem, probeServer, serverAway } from '../api/client.ts';
import { lang } from '../i18n/lang.ts';
import { t } from '../i18n/t.ts';
import { layers } from '../layers/index.ts';
import { pageStyle } from '../layers/style.ts';
import { openOn } from '../live.ts';
import {
  centre,
  closePanel,
  cursor,
  drawing,
  drawnLayers,
  drawPoints,
  edits,
  fitError,
  fitMode,
  fitSubject,
  hanoiExtent,
  mapBusy,
  mapFailed,
  measureMode,
  measurePoints,
  panel,
  view,
} from '../state.ts';
import { firstPadding, readyMap } from './camera.ts';
import { drawAt, outlines } from './draw.ts';
import { followLayers, whenLoaded } from './follow.ts';
import { supplyImages } from './images.ts';
import { followLabels } from './labels.ts';
import { addMeasurePoint, measuredGeometries, measureError } from './measure.ts';
import { all, on } from './on.ts';
import { drawOverlay, drawSelected, withOverlay } from './overlay.ts';
import { pickJudged, selectAt } from './select.ts';
import { onMap } from './shape.ts';
import type { LonLat } from './vn2000.ts';

setWorkerUrl(workerUrl);

/** Labels are drawn from these files; a glyph asked for before its file is there would stay in another face. */
export async function loadLabelFonts(): Promise<void> {
  const faces = ['Be Vietnam Pro Regular', 'Be Vietnam Pro SemiBold'];
  await Promise.all(faces.map((face) => document.fonts.load(`16px "${face}"`, 'Aạếộđ')));
}

export type HostElement = HTMLElement & { map?: MaplibreMap };

export function createMap(container: HostElement): { map: MaplibreMap; remove: () => void } {
  const start = view.peek();
  const map = new MaplibreMap({
    container,
    style: withOverlay(pageStyle(lang.peek(), location.origin, drawnLayers.peek())),
    ...(start
      ? { center: [start.lon, start.lat], zoom: start.zoom }
      : { bounds: hanoiExtent, fitBoundsOptions: { padding: firstPadding() } }),
    minZoom: 7,
    // Splitting a label tile while zooming in would name an area once in each part again.
    zoomLevelsToOverscale: 12,
    maxZoom: 19,
    maxBounds: [103.2, 19, 108.2, 23.2],
    dragRotate: false,
    touchPitch: false,
    attributionControl: { compact: true },
    fadeDuration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 150,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new ScaleControl({ maxWidth: 110 }), 'bottom-left');
  supplyImages(map);
  container.map = map;

  let stopLabels = () => {};
  map.once('load', () => {
    stopLabels = followLabels(map, drawnLayers);
    readyMap.value = map;
  });
  const stop = all(watchPointer(map), watchCamera(map), followState(map), watchTiles(map), () =>
    stopLabels(),
  );
  return {
    map,
    remove: () => {
      readyMap.value = null;
      stop();
      delete container.map;
      map.remove();
    },
  };
}

/** A finger cannot hover: what hovering tells must come at the first tap. */
const isTouch = (event: MouseEvent) =>
  'pointerType' in event ? event.pointerType === 'touch' : matchMedia('(hover: none)').matches;

function watchPointer(map: MaplibreMap): () => void {
  const canvas = map.getCanvas();
  const pick = (place: LonLat, x: number, y: number, touched = false) => {
    if (panel.value === 'measure') addMeasurePoint(place);
    else if (drawing.value) drawAt(map, place);
    else if (panel.value === 'fit') pickJudged(map, x, y);
    // What is to be imported is picked by `map/staged.ts`; opening a feature would take its panel away.
    else if (panel.value === 'import') return;
    else selectAt(map, x, y, touched);
  };
  const pickAtCentre = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && panel.value !== null) closePanel();
    if (event.key !== 'Enter') return;
    const { x, y } = map.project(map.getCenter());
    pick(centre.value, x, y);
  };
  canvas.addEventListener('keydown', pickAtCentre);
  return all(
    () => canvas.removeEventListener('keydown', pickAtCentre),
    on(map, 'click', (event) => {
      const { lng, lat } = event.lngLat;
      pick({ lon: lng, lat }, event.point.x, event.point.y, isTouch(event.originalEvent));
    }),
    on(map, 'mousemove', (event) => {
      cursor.value = { lon: event.lngLat.lng, lat: event.lngLat.lat };
    }),
    on(map, 'mouseout', () => {
      cursor.value = null;
    }),
  );
}

function watchCamera(map: MaplibreMap): () => void {
  const report = () => {
    const { lng, lat } = map.getCenter();
    centre.value = { lon: lng, lat };
    view.value = { lon: lng, lat, zoom: map.getZoom() };
  };
  map.once('load', report);
  return all(
    on(map, 'moveend', report),
    on(map, 'dataloading', () => {
      mapBusy.value = true;
    }),
    on(map, 'idle', () => {
      mapBusy.value = false;
    }),
  );
}

/**
 * A tile that cannot be had may mean that the server is away; once it is back, what failed is asked for again, and so
 * are all tiles once the register has changed.
 */
function watchTiles(map: MaplibreMap): () => void {
  let away = false;
  return all(
    on(map, 'error', (event) => {
      // A request that never had an answer has no status of its own: whether the server is there must be asked.
      const { status } = event.error as { status?: number };
      if (status && awayStatus.has(status)) {
        serverAway.value = true;
        return;
      }
      const { message } = event.error;
      probeServer().then((reached) => {
        if (reached) mapFailed.value = message;
      });
    }),
    effect(() => {
      if (away && !serverAway.value) {
        mapFailed.value = null;
        for (const layer of layers) map.refreshTiles(layer.id);
      }
      away = serverAway.value;
    }),
    effect(() => {
      if (edits.value === 0) return undefined;
      const refresh = () => {
        for (const layer of layers) map.refreshTiles(layer.id);
      };
      // A tile that is drawn anew just then, as when filters change, would put its old shapes over the new.
      map.once('idle', refresh);
      map.triggerRepaint();
      return () => map.off('idle', refresh);
    }),
  );
}

function followState(map: MaplibreMap): () => void {
  const whenReady = whenLoaded(map);
  return all(
    effect(() => {
      const wanted = view.value;
      if (wanted === null) return;
      const { lng, lat } = map.getCenter();
      const moved = Math.hypot(lng - wanted.lon, lat - wanted.lat) > 2e-5;
      if (moved || Math.abs(map.getZoom() - wanted.zoom) > 0.02) {
        map.jumpTo({ center: [wanted.lon, wanted.lat], zoom: wanted.zoom });
      }
    }),
    followLayers(map, drawnLayers, whenReady),
    effect(() => {
      void lang.value;
      map.getCanvas().setAttribute('aria-label', t('map.label'));
    }),
    effect(() => {
      const open = openOn('today');
      whenReady(() => drawSelected(map, open));
    }),
    effect(() => {
      const geometries = drawnGeometries();
      whenReady(() => drawOverlay(map, 'measured', geometries));
    }),
    effect(() => {
      const error = panel.value === 'measure' ? measureError.value : panel.value === 'fit' && fitError.value;
      const problem = error instanceof Problem ? error : null;
      const places = problem?.faults.flatMap(({ location }) => location ?? []) ?? [];
      const repaired = problem?.repair ? [problem.repair.geometry] : [];
      whenReady(() => {
        drawOverlay(map, 'faults', places);
        drawOverlay(map, 'repair', repaired);
      });
    }),
    effect(() => {
      map.getCanvas().style.cursor = panel.value === 'measure' || drawing.value ? 'crosshair' : '';
      // The second click at a corner ends the outline; it must not move the map as well.
      if (panel.value === 'fit' && fitMode.value === 'draw') map.doubleClickZoom.disable();
      else map.doubleClickZoom.enable();
    }),
  );
}

/** What the reader draws: a length or area to be measured, an outline to be judged, or one that is. */
function drawnGeometries(): GeoJSON.Geometry[] {
  if (panel.value === 'measure') return measuredGeometries(measurePoints.value, measureMode.value === 'area');
  if (drawing.value) return measuredGeometries(drawPoints.value, true);
  const subject = panel.value === 'fit' ? fitSubject.value : null;
  return subject?.kind === 'shape' ? outlines(onMap(subject.shape)) : [];
}
