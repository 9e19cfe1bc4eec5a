import { Map as MaplibreMap } from 'maplibre-gl';
import { lang } from '../i18n/lang.ts';
import { pageStyle } from '../layers/style.ts';
import { feature } from '../live.ts';
import { config, selection, visibleLayers } from '../state.ts';
import { addBasemap } from './basemap.ts';
import { supplyImages } from './images.ts';
import { followLabels } from './labels.ts';
import { all, on } from './on.ts';
import { drawSelected, withOverlay } from './overlay.ts';
import { printScale } from './scale.ts';
import type { LonLat } from './vn2000.ts';

export const papers = { A4: [210, 297], A3: [297, 420] } as const;
export type Paper = keyof typeof papers;
export const scales = [5_000, 10_000, 25_000, 50_000, 100_000, 200_000, 250_000, 500_000];

/** 288 dots an inch: three for each CSS pixel. */
const paperPixelRatio = 3;

export interface SheetSize {
  width_mm: number;
  height_mm: number;
}

export function sheetSize(paper: Paper, landscape: boolean): SheetSize {
  const [short, long] = papers[paper];
  return landscape ? { width_mm: long, height_mm: short } : { width_mm: short, height_mm: long };
}

/** The nearest offered scale that shows no less than the screen does. */
export function nextScale(denominator: number): number {
  return scales.find((scale) => scale >= denominator) ?? scales.at(-1) ?? 500_000;
}

/** A round length whose bar is three to six centimetres long at the scale. */
export function barLength_m(denominator: number): number {
  const least = denominator * 0.03;
  const unit = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((each) => each * unit >= least) ?? 10;
  return factor * unit;
}

export interface SheetMap {
  map: MaplibreMap;
  setScale: (denominator: number) => void;
  remove: () => void;
}

/** A second map for paper: its zoom follows from the scale, at the latitude in its middle. */
export function createSheetMap(container: HTMLElement, centre: LonLat, denominator: number): SheetMap {
  let wanted = denominator;
  const map = new MaplibreMap({
    container,
    style: withOverlay(pageStyle(lang.peek(), location.origin, visibleLayers.peek())),
    center: [centre.lon, centre.lat],
    zoom: printScale(centre, denominator).zoom,
    maxCanvasSize: [6144, 6144],
    zoomLevelsToOverscale: 12,
    scrollZoom: false,
    doubleClickZoom: false,
    boxZoom: false,
    touchZoomRotate: false,
    dragRotate: false,
    attributionControl: false,
    fadeDuration: 0,
  });
  map.keyboard.disableRotation();
  supplyImages(map);
  let adjusting = false;
  const adjust = () => {
    // Resizing and jumping end a move themselves.
    if (adjusting) return;
    adjusting = true;
    const { lng, lat } = map.getCenter();
    const { zoom, stretch } = printScale({ lon: lng, lat }, wanted);
    container.style.height = `${100 / stretch}%`;
    container.style.transform = `scaleY(${stretch})`;
    map.resize();
    map.jumpTo({ zoom });
    adjusting = false;
  };
  let stopLabels = () => {};
  const stop = all(
    () => stopLabels(),
    on(map, 'moveend', adjust),
    on(map, 'load', () => {
      adjust();
      stopLabels = followLabels(map, visibleLayers);
      drawSelected(map, selection.peek() && feature.peek());
      const settings = config.peek();
      if (settings) addBasemap(map, settings);
    }),
  );
  return {
    map,
    setScale(next) {
      wanted = next;
      adjust();
    },
    remove() {
      stop();
      map.remove();
    },
  };
}

/** The map as an image, since browsers print an untouched WebGL canvas blank. */
export async function snapshot(map: MaplibreMap): Promise<string> {
  const onScreen = map.getPixelRatio();
  map.setPixelRatio(paperPixelRatio);
  await map.once('idle');
  map.redraw();
  const blob = await new Promise<Blob | null>((done) => {
    map.getCanvas().toBlob(done, 'image/png');
  });
  map.setPixelRatio(onScreen);
  if (blob === null) throw new Error('the canvas gave no image');
  return URL.createObjectURL(blob);
}
