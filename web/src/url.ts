import { effect } from '@preact/signals';
import { isCollectionId } from './api/types.ts';
import { lang } from './i18n/lang.ts';
import { panel, selection, type TableId, table, type View, view, visibleLayers } from './state.ts';

const tables: readonly string[] = ['clusters', 'wastewater-plants', 'communes'] satisfies TableId[];

export interface Address {
  view: View | null;
  layers: string[] | null;
  selection: string | null;
  table: string | null;
  lang: string | null;
}

/** `#view=11.20/21.02800/105.80000&layers=communes,clusters&open=clusters/van-ha&table=clusters&lang=en` */
export function parseAddress(hash: string): Address {
  const query = new URLSearchParams(hash.replace(/^#/, ''));
  const [zoom, lat, lon] = (query.get('view') ?? '').split('/').map(Number);
  const sound =
    zoom !== undefined &&
    lat !== undefined &&
    lon !== undefined &&
    zoom >= 0 &&
    zoom <= 22 &&
    Math.abs(lat) <= 85 &&
    Math.abs(lon) <= 180; // NaN fails each comparison
  return {
    view: sound ? { zoom, lat, lon } : null,
    layers: query.get('layers')?.split(',').filter(isCollectionId) ?? null,
    selection: query.get('open'),
    table: query.get('table'),
    lang: query.get('lang'),
  };
}

export function formatAddress(address: Address): string {
  const query = new URLSearchParams();
  if (address.view) {
    const { zoom, lat, lon } = address.view;
    query.set('view', `${zoom.toFixed(2)}/${lat.toFixed(5)}/${lon.toFixed(5)}`);
  }
  if (address.layers) query.set('layers', address.layers.join(','));
  if (address.selection) query.set('open', address.selection);
  if (address.table) query.set('table', address.table);
  if (address.lang && address.lang !== 'vi') query.set('lang', address.lang);
  return `#${query.toString().replaceAll('%2F', '/').replaceAll('%2C', ',')}`;
}

function readAddress(): void {
  const address = parseAddress(location.hash);
  lang.value = address.lang === 'en' ? 'en' : 'vi';
  if (address.view) view.value = address.view;
  if (address.layers) visibleLayers.value = new Set(address.layers.filter(isCollectionId));
  table.value = address.table && tables.includes(address.table) ? (address.table as TableId) : null;
  const [collection, id] = address.selection?.split('/') ?? [];
  if (collection && id && isCollectionId(collection)) {
    selection.value = { collection, id };
    panel.value = 'feature';
  } else {
    selection.value = null;
    if (panel.value === 'feature') panel.value = null;
  }
}

/** Ties the address bar to the state both ways: moves replace the entry, openings add one to go back to. */
export function linkAddress(): () => void {
  readAddress();
  let opened = `${selection.value?.id}|${table.value}`;
  const stop = effect(() => {
    const open = selection.value;
    const hash = formatAddress({
      view: view.value,
      layers: [...visibleLayers.value],
      selection: open && `${open.collection}/${open.id}`,
      table: table.value,
      lang: lang.value,
    });
    const now = `${open?.id}|${table.value}`;
    if (hash === location.hash) {
      opened = now;
      return;
    }
    if (now === opened) history.replaceState(null, '', hash);
    else history.pushState(null, '', hash);
    opened = now;
  });
  addEventListener('popstate', readAddress);
  return () => {
    stop();
    removeEventListener('popstate', readAddress);
  };
}
