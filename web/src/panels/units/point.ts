import { batch, computed, effect, signal } from '@preact/signals';
import type { Map as MaplibreMap } from 'maplibre-gl';
import { isAbort, returns } from '../../api/client.ts';
import { fetchFlows } from '../../api/communes.ts';
import type { FeatureRef } from '../../api/types.ts';
import { lang } from '../../i18n/lang.ts';
import { all, on } from '../../map/on.ts';
import { mapAt } from '../../map/select.ts';
import type { Lit } from '../../map/swipe.ts';
import { before, comparing, pointedUnit, selection } from '../../state.ts';
import { endsOf, type FlowIndex, indexFlows, otherSide } from './flows.ts';

/** Which unit is pointed at while comparing, and which units its flows lead to. */

export const flows = signal<FlowIndex | null>(null);
export const flowsError = signal<unknown>(null);
/** Where the slider stands while it is dragged; the address hears of it when it is let go. */
export const dragged = signal<number | null>(null);
export const split = computed(() => dragged.value ?? before.value ?? 0.5);

/** True while the pointer is where the card would stand: it then stands on the right. */
export const cardOnRight = signal(false);
const cardEnd_px = 400;

/** What is told of: the unit under the pointer, else the one that is open. */
export const told = computed<FeatureRef | null>(() => {
  const open = selection.value;
  const unit = open?.collection === 'communes' || open?.collection === 'legacy-communes' ? open : null;
  return pointedUnit.value ?? unit;
});

export const lit = computed<readonly Lit[]>(() => {
  const unit = told.value;
  const index = flows.value;
  if (unit === null) return [];
  const ends = index ? endsOf(index, unit) : [];
  const collection = otherSide(unit);
  return [
    { ...unit, pointed: true, share: 1 },
    // An unknown share still is a flow.
    ...ends.map(({ code, weight }) => ({
      collection,
      id: code,
      pointed: false,
      share: Math.max(weight ?? 0, 0.05),
    })),
  ];
});

/** The flows are the same for every reader and day: they are asked for once, when first compared. */
export function followFlows(): () => void {
  return effect(() => {
    void returns.value;
    void lang.value;
    if (!comparing.value || flows.peek() !== null) return undefined;
    const abort = new AbortController();
    flowsError.value = null;
    fetchFlows(abort.signal)
      .then((read) => {
        flows.value = indexFlows(read);
      })
      .catch((error: unknown) => {
        if (!isAbort(error)) flowsError.value = error;
      });
    return () => abort.abort();
  });
}

/** The unit drawn at a place of the screen, on whichever side of the slider that is. */
export function unitAt(main: MaplibreMap, x: number, y: number): FeatureRef | null {
  const map = mapAt(main, x);
  const collection = map === main ? 'communes' : 'legacy-communes';
  const [hit] = map.queryRenderedFeatures([x, y], { layers: [`${collection}-fill`] });
  return typeof hit?.properties.id === 'string' ? { collection, id: hit.properties.id } : null;
}

function pointAt(unit: FeatureRef | null): void {
  const now = pointedUnit.peek();
  if (now?.id === unit?.id && now?.collection === unit?.collection) return;
  pointedUnit.value = unit;
}

/** The pointer tells which unit is meant; while the keys steer the map, its middle does. */
export function followPointer(main: MaplibreMap): () => void {
  const canvas = main.getCanvas();
  const pointAtCentre = () => {
    if (!canvas.matches(':focus-visible')) return;
    const { x, y } = main.project(main.getCenter());
    pointAt(unitAt(main, x, y));
  };
  const leave = (event: MouseEvent) => {
    const into = event.relatedTarget;
    // The card lies over the map: who goes there wants to read it.
    if (into instanceof Element && into.closest('.swipe-card')) return;
    pointAt(null);
  };
  // A tap makes the browser tell of a pointer that moved; only the tap itself counts, or the card would catch it.
  let finger = false;
  const noteFinger = (event: PointerEvent) => {
    finger = event.pointerType === 'touch';
  };
  const dismiss = (event: KeyboardEvent) => {
    if (event.key === 'Escape') pointAt(null);
  };
  canvas.addEventListener('keydown', dismiss);
  canvas.addEventListener('pointerdown', noteFinger);
  canvas.addEventListener('pointermove', noteFinger);
  canvas.addEventListener('focus', pointAtCentre);
  canvas.addEventListener('mouseleave', leave);
  return all(
    on(main, 'mousemove', ({ point, originalEvent }) => {
      if (originalEvent.buttons !== 0 || finger) return;
      cardOnRight.value = point.x < cardEnd_px;
      pointAt(unitAt(main, point.x, point.y));
    }),
    on(main, 'moveend', pointAtCentre),
    () => canvas.removeEventListener('keydown', dismiss),
    () => canvas.removeEventListener('pointerdown', noteFinger),
    () => canvas.removeEventListener('pointermove', noteFinger),
    () => canvas.removeEventListener('focus', pointAtCentre),
    () => canvas.removeEventListener('mouseleave', leave),
    () =>
      batch(() => {
        pointedUnit.value = null;
        dragged.value = null;
      }),
  );
}
