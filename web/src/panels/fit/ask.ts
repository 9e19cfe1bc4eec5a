import { effect, type Signal, signal } from '@preact/signals';
import { isAbort, returns } from '../../api/client.ts';
import { fetchFit, fetchPlans } from '../../api/fit.ts';
import type { FitPieces, Plans } from '../../api/fit-types.ts';
import { lang } from '../../i18n/lang.ts';
import { readyMap, showBbox } from '../../map/camera.ts';
import { extentOf } from '../../map/extent.ts';
import {
  compared,
  type FitSubject,
  fitError,
  fitSubject,
  goThere,
  type PlanChoice,
  panel,
  planChoice,
  useRepaired,
} from '../../state.ts';

/** What the server is asked for while the panel is open: the plans, the judgement, and the one to compare it with. */

export const plans = signal<Plans | null>(null);
export const plansError = signal<unknown>(null);
export const judged = signal<FitPieces | null>(null);
export const other = signal<FitPieces | null>(null);
export const otherError = signal<unknown>(null);
/** Raised by who asks for the same again after a failure. */
export const attempts = signal(0);
/** Farther out the pieces of a cluster are specks. */
const nearEnough = 12.5;

const isOpen = () => panel.value === 'fit';

export function followPlans(): () => void {
  return effect(() => {
    void returns.value;
    void attempts.value;
    if (plans.peek() !== null) return undefined;
    const abort = new AbortController();
    fetchPlans(abort.signal)
      .then((read) => {
        plans.value = read;
        plansError.value = null;
      })
      .catch((error: unknown) => {
        if (!isAbort(error)) plansError.value = error;
      });
    return () => abort.abort();
  });
}

interface Wanted {
  subject: FitSubject | null;
  choice: PlanChoice | null;
}

/** Keeps an answer that is asked for, so that closing and opening the panel does not ask again. */
function follow(
  wanted: () => Wanted,
  answer: Signal<FitPieces | null>,
  failure: Signal<unknown>,
): () => void {
  let held = '';
  return effect(() => {
    if (!isOpen()) return undefined;
    const { subject, choice } = wanted();
    const repair = useRepaired.value;
    void returns.value;
    void attempts.value;
    // The words of a problem come in the language of the request; an answer holds both.
    void lang.value;
    const key = JSON.stringify([subject, choice, repair]);
    if (answer.peek() !== null && held === key) return undefined;
    answer.value = null;
    failure.value = null;
    if (subject === null || choice === null) return undefined;
    const abort = new AbortController();
    fetchFit({ subject, choice, repair }, abort.signal)
      .then((read) => {
        held = key;
        answer.value = read;
      })
      .catch((error: unknown) => {
        if (!isAbort(error)) failure.value = error;
      });
    return () => abort.abort();
  });
}

export function followFit(): () => void {
  const stops = [
    followPlans(),
    follow(() => ({ subject: fitSubject.value, choice: planChoice.value }), judged, fitError),
    follow(() => ({ subject: fitSubject.value, choice: compared.value }), other, otherError),
    effect(() => {
      const extent = judged.value && subjectExtent(judged.value);
      const map = readyMap.value;
      if (!extent || !map || !goThere.value) return;
      goThere.value = false;
      const [west, south, east, north] = extent;
      const bounds = map.getBounds();
      const inView = bounds.contains([west, south]) && bounds.contains([east, north]);
      if (!inView || map.getZoom() < nearEnough) showBbox(extent);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

export function subjectExtent({ features }: FitPieces) {
  const subject = features.find(({ properties }) => properties.part === 'subject');
  return subject ? extentOf(subject.geometry) : null;
}
