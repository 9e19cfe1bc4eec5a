import { batch, effect } from '@preact/signals';
import { isVerdict, type Verdict, verdicts } from './api/fit-types.ts';
import { isCollectionId } from './api/types.ts';
import { lang } from './i18n/lang.ts';
import { decodeShape, encodeShape, ringsOf } from './map/shape.ts';
import {
  before,
  compared,
  comparing,
  drawPoints,
  type FitSubject,
  fitMode,
  fitSubject,
  type PlanChoice,
  panel,
  planChoice,
  selection,
  shownVerdicts,
  type TableId,
  table,
  useRepaired,
  type View,
  verdictTheme,
  view,
  visibleLayers,
} from './state.ts';

const tables: readonly string[] = [
  'clusters',
  'wastewater-plants',
  'communes',
  'declared',
] satisfies TableId[];

export interface Address {
  view: View | null;
  layers: string[] | null;
  selection: string | null;
  table: string | null;
  lang: string | null;
  /** The cluster that is judged; empty where the panel is open without one; null where it is not open. */
  fit: string | null;
  /** An outline that is judged, as `map/shape.ts` writes it. */
  shape: string | null;
  repair: boolean;
  plan: PlanChoice;
  compare: PlanChoice | null;
  theme: boolean;
  verdicts: Verdict[] | null;
  /** Where the slider stands that sets the units before 1 July 2025 beside those of today; null where none is. */
  before: number | null;
}

/**
 * `#view=11.20/21.02800/105.80000&layers=communes,clusters&open=clusters/van-ha&table=clusters&lang=en`, and of a
 * judgement `&fit=van-ha` or `&shape=…`, `&plan=demo/2027-03-01`, `&with=demo`, `&theme=fit`, `&verdicts=fits,partly`;
 * `&before=0.5` compares the former units with those of today.
 */
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
  const compare = query.get('with');
  return {
    view: sound ? { zoom, lat, lon } : null,
    layers: query.get('layers')?.split(',').filter(isCollectionId) ?? null,
    selection: query.get('open'),
    table: query.get('table'),
    lang: query.get('lang'),
    fit: query.get('fit'),
    shape: query.get('shape'),
    repair: query.get('repair') === 'yes',
    plan: readChoice(query.get('plan')),
    compare: compare === null ? null : readChoice(compare),
    theme: query.get('theme') === 'fit',
    verdicts: query.get('verdicts')?.split(',').filter(isVerdict) ?? null,
    before: readShare(query.get('before')),
  };
}

function readShare(text: string | null): number | null {
  return text !== null && /^(0|1|0?\.\d+|1\.0+)$/.test(text) ? Number(text) : null;
}

function readChoice(text: string | null): PlanChoice {
  const [, plan, date] = /^([a-z0-9-]*)(?:\/(\d{4}-\d{2}-\d{2}))?$/.exec(text ?? '') ?? [];
  return { plan: plan || null, date: date ?? null };
}

function writeChoice({ plan, date }: PlanChoice): string {
  return date ? `${plan ?? ''}/${date}` : (plan ?? '');
}

export function formatAddress(address: Address): string {
  const query = new URLSearchParams();
  const set = (name: string, value: string | null | false) => value && query.set(name, value);
  if (address.view) {
    const { zoom, lat, lon } = address.view;
    query.set('view', `${zoom.toFixed(2)}/${lat.toFixed(5)}/${lon.toFixed(5)}`);
  }
  if (address.layers) query.set('layers', address.layers.join(','));
  set('open', address.selection);
  if (address.fit !== null) query.set('fit', address.fit);
  set('shape', address.shape);
  set('repair', address.repair && 'yes');
  set('plan', writeChoice(address.plan));
  if (address.compare) query.set('with', writeChoice(address.compare));
  set('theme', address.theme && 'fit');
  if (address.verdicts) query.set('verdicts', address.verdicts.join(','));
  if (address.before !== null) query.set('before', String(Number(address.before.toFixed(3))));
  set('table', address.table);
  if (address.lang !== 'vi') set('lang', address.lang);
  return `#${query.toString().replaceAll('%2F', '/').replaceAll('%2C', ',')}`;
}

/** An address whose judgements say their day, so that it shows the same later. */
export function pinDays(hash: string, day: string, otherDay: string): string {
  const address = parseAddress(hash);
  const { plan, compare } = address;
  return formatAddress({
    ...address,
    plan: { ...plan, date: plan.date ?? day },
    compare: compare && { ...compare, date: compare.date ?? otherDay },
  });
}

function readAddress(): void {
  const address = parseAddress(location.hash);
  lang.value = address.lang === 'en' ? 'en' : 'vi';
  if (address.view) view.value = address.view;
  if (address.layers) visibleLayers.value = new Set(address.layers.filter(isCollectionId));
  table.value = address.table && tables.includes(address.table) ? (address.table as TableId) : null;
  planChoice.value = address.plan;
  compared.value = address.compare;
  verdictTheme.value = address.theme;
  shownVerdicts.value = new Set(address.verdicts ?? verdicts);
  const judges = address.fit !== null || address.shape !== null;
  before.value = judges ? null : address.before;
  const [collection, id] = address.selection?.split('/') ?? [];
  if (judges) readSubject(address);
  else if (collection && id && isCollectionId(collection)) {
    selection.value = { collection, id };
    panel.value = 'feature';
  } else {
    selection.value = null;
    if (panel.value === 'feature' || panel.value === 'fit') panel.value = null;
  }
}

function readSubject({ fit, shape, repair }: Address): void {
  const id = /^[a-z0-9-]+$/.exec(fit ?? '')?.[0];
  const read = shape === null ? null : decodeShape(shape);
  selection.value = id ? { collection: 'clusters', id } : null;
  panel.value = 'fit';
  useRepaired.value = repair;
  if (id) {
    fitMode.value = 'cluster';
    fitSubject.value = { kind: 'cluster', id };
  } else if (read) {
    const [rings] = ringsOf(read.geometry);
    const clicked = read.crs === 'CRS84' && read.geometry.type === 'Polygon' && rings?.length === 1;
    fitMode.value = clicked ? 'draw' : 'paste';
    drawPoints.value = clicked ? ((rings[0]?.slice(0, -1) ?? []) as [number, number][]) : [];
    fitSubject.value = { kind: 'shape', shape: read };
  }
}

function writeSubject(subject: FitSubject | null): Pick<Address, 'fit' | 'shape'> {
  if (subject?.kind === 'cluster') return { fit: subject.id, shape: null };
  const shape = subject && encodeShape(subject.shape);
  return shape ? { fit: null, shape } : { fit: '', shape: null };
}

/** Ties the address bar to the state both ways: moves replace the entry, openings add one to go back to. */
export function linkAddress(): () => void {
  const read = () => batch(readAddress);
  read();
  let opened: string | null = null;
  const stop = effect(() => {
    const judged = panel.value === 'fit';
    const open = judged ? null : selection.value;
    const subject = judged ? writeSubject(fitSubject.value) : { fit: null, shape: null };
    const shown = shownVerdicts.value;
    const hash = formatAddress({
      view: view.value,
      layers: [...visibleLayers.value],
      selection: open && `${open.collection}/${open.id}`,
      table: table.value,
      lang: lang.value,
      ...subject,
      repair: judged && useRepaired.value,
      plan: planChoice.value,
      compare: judged ? compared.value : null,
      theme: verdictTheme.value,
      verdicts: verdictTheme.value && shown.size < verdicts.length ? [...shown] : null,
      before: before.value,
    });
    const now = [open?.id, subject.fit, subject.shape, table.value, comparing.value].join('|');
    opened ??= now;
    if (hash !== location.hash) {
      if (now === opened) history.replaceState(null, '', hash);
      else history.pushState(null, '', hash);
    }
    opened = now;
  });
  addEventListener('popstate', read);
  return () => {
    stop();
    removeEventListener('popstate', read);
  };
}
