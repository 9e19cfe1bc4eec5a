import type { Map as MaplibreMap, PointLike } from 'maplibre-gl';
import { fetchFeature } from '../api/client.ts';
import { isUnit } from '../api/communes.ts';
import { type CollectionId, type FeatureRef, isCollectionId } from '../api/types.ts';
import { lang } from '../i18n/lang.ts';
import { clusters } from '../layers/clusters.ts';
import { placeOf } from '../layers/facts.ts';
import { layers } from '../layers/index.ts';
import {
  before,
  type Candidate,
  candidates,
  fitMode,
  fitSubject,
  isNarrow,
  judgeCluster,
  openFeature,
  panel,
  pointedUnit,
  selection,
  showPanel,
} from '../state.ts';
import { calm, formerMap } from './camera.ts';

const reach_px = 6;
/** The layer of `map/verdicts.ts` that says a cluster's verdict. */
export const verdictMark = 'clusters-verdict';

/** The features under a point, the uppermost layer first, each once. */
export function featuresAt(map: MaplibreMap, x: number, y: number): Candidate[] {
  const box: [PointLike, PointLike] = [
    [x - reach_px, y - reach_px],
    [x + reach_px, y + reach_px],
  ];
  const found = new Map<string, Candidate>();
  for (const hit of map.queryRenderedFeatures(box)) {
    // The mark of a verdict is read from the labels, which have no layers within.
    const collection = hit.layer.id === verdictMark ? 'clusters' : (hit.sourceLayer ?? '');
    const id = hit.properties.id;
    if (!isCollectionId(collection) || typeof id !== 'string') continue;
    // Areas count only where the point is inside them or on their edge; small marks have the wider reach.
    if (wide.has(collection) && !isAt(map, collection, id, [x, y])) continue;
    found.set(`${collection}/${id}`, { collection, id, name: nameOf(hit.properties) });
  }
  const rank = (candidate: Candidate) => layers.findIndex((layer) => layer.id === candidate.collection);
  return [...found.values()].sort((a, b) => rank(b) - rank(a));
}

const wide: ReadonlySet<CollectionId> = new Set([
  'communes',
  'legacy-communes',
  'legacy-districts',
  'plan-zones',
  'plan-constraints',
]);

function isAt(map: MaplibreMap, collection: CollectionId, id: string, point: [number, number]): boolean {
  const options = { layers: [`${collection}-fill`] };
  return map.queryRenderedFeatures(point, options).some((hit) => hit.properties.id === id);
}

function nameOf(properties: Record<string, unknown>): string {
  const name = properties.name ?? properties[`name_${lang.value}`];
  return typeof name === 'string' ? name : '';
}

/** The map that shows a place of the screen: while comparing, that of the former units left of the slider. */
export function mapAt(map: MaplibreMap, x: number): MaplibreMap {
  const share = before.value;
  if (share === null || x >= share * map.getContainer().clientWidth) return map;
  return formerMap.value ?? map;
}

function foundAt(map: MaplibreMap, x: number, y: number): Candidate[] {
  const found = featuresAt(mapAt(map, x), x, y);
  if (before.value === null) return found;
  // A district lies everywhere under its communes, each of which leads to it.
  return found.filter(({ collection }) => collection !== 'legacy-districts');
}

/** A first tap tells of a unit, as hovering does; the card has the way to its page. */
function tellOf(map: MaplibreMap, ref: FeatureRef, y: number): void {
  selection.value = null;
  if (panel.value === 'feature' || panel.value === 'choose') panel.value = null;
  pointedUnit.value = { collection: ref.collection, id: ref.id };
  const { clientHeight } = map.getContainer();
  // On a phone the card takes the lower half: the unit comes above it.
  if (isNarrow() && y > clientHeight * 0.42) {
    map.panBy([0, y - clientHeight * 0.36], { duration: calm() ? 0 : 300 });
  }
}

/** Opens what lies under a point of the map, or lets the reader choose where several things do. */
export function selectAt(map: MaplibreMap, x: number, y: number, touched = false): void {
  const found = foundAt(map, x, y);
  const [only] = found;
  pointedUnit.value = null;
  if (only === undefined) {
    selection.value = null;
    candidates.value = [];
    if (panel.value === 'feature' || panel.value === 'choose') panel.value = null;
    return;
  }
  candidates.value = found.length > 1 ? found : [];
  if (found.length === 1) {
    if (before.value !== null && touched && isUnit(only)) tellOf(map, only, y);
    else openFeature(only);
    return;
  }
  selection.value = null;
  showPanel('choose');
  void tellApart(found);
}

/** While a judgement is open a click asks for that of another cluster; of several in one place, for the next. */
export function pickJudged(map: MaplibreMap, x: number, y: number): void {
  if (fitMode.value !== 'cluster') return;
  const found = featuresAt(map, x, y).filter(({ collection }) => collection === 'clusters');
  const subject = fitSubject.value;
  const now = found.findIndex(({ id }) => subject?.kind === 'cluster' && subject.id === id);
  const next = found[(now + 1) % found.length];
  if (next && found[now] !== next) judgeCluster(next.id);
}

/** Tiles carry a cluster's name only; what tells it from another of that name is read from the register. */
async function tellApart(found: Candidate[]): Promise<void> {
  const told = await Promise.all(
    found.map(async (candidate) => {
      if (candidate.collection !== 'clusters') return candidate;
      const { properties } = await fetchFeature(candidate);
      const place = placeOf(properties).join(' · ');
      return { ...candidate, name: clusters.popup.title(properties), place };
    }),
  ).catch(() => found);
  if (candidates.value === found) candidates.value = told;
}
