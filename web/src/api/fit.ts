import type { FitSubject, PlanChoice } from '../state.ts';
import { ask, itemUrl, request, withSignal } from './client.ts';
import type { CityFit, Extract, FitPieces, Plans } from './fit-types.ts';

/** What is not said is left to the server: its default plan, today. */
function choiceOf({ plan, date }: PlanChoice): Record<string, string> {
  return { ...(plan && { plan }), ...(date && { datetime: date }) };
}

export const fetchPlans = (signal?: AbortSignal) => request<Plans>('/plans', withSignal(signal));

/** The address of every cluster's judgement, as a table to be taken home or without its sensitivity to be shown. */
export function cityUrl(choice: PlanChoice, format: 'json' | 'csv' | 'geojson'): string {
  return `/fit?${new URLSearchParams({ ...choiceOf(choice), sensitivity: 'false', f: format })}`;
}

export const fetchCity = (choice: PlanChoice, signal?: AbortSignal) =>
  request<CityFit>(cityUrl(choice, 'json'), withSignal(signal));

export function clusterFitUrl(id: string, choice: PlanChoice, format: 'json' | 'geojson'): string {
  const query = new URLSearchParams({ ...choiceOf(choice), f: format });
  return `${itemUrl({ collection: 'clusters', id })}/fit?${query}`;
}

interface Question {
  subject: FitSubject;
  choice: PlanChoice;
  repair: boolean;
}

/** One judgement with its pieces. */
export function fetchFit({ subject, choice, repair }: Question, signal?: AbortSignal): Promise<FitPieces> {
  if (subject.kind === 'cluster') {
    return request<FitPieces>(clusterFitUrl(subject.id, choice, 'geojson'), withSignal(signal));
  }
  const { path, init } = withShape('/fit', { subject, choice, repair }, { f: 'geojson' });
  return request<FitPieces>(path, { ...init, ...withSignal(signal) });
}

/** Has a numbered document made, which stays as it is for ever. */
export async function postExtract(question: Question, signal?: AbortSignal): Promise<Extract> {
  const { subject, choice } = question;
  const { path, init } =
    subject.kind === 'cluster'
      ? {
          path: `/extracts?${new URLSearchParams({ cluster: subject.id, ...choiceOf(choice) })}`,
          init: { method: 'POST' },
        }
      : withShape('/extracts', question, {});
  const response = await ask(path, { ...init, ...withSignal(signal) });
  // The address is the public one; the page may have been opened under another name of the same server.
  const { pathname } = new URL(response.headers.get('location') ?? '', location.origin);
  return { path: pathname, number: pathname.split('/').at(-2) ?? '' };
}

function withShape(path: string, { subject, choice, repair }: Question, more: Record<string, string>) {
  if (subject.kind === 'cluster') return { path, init: {} };
  const { crs, geometry } = subject.shape;
  const query = new URLSearchParams({ crs, ...choiceOf(choice), ...(repair && { repair: 'true' }), ...more });
  return {
    path: `${path}?${query}`,
    init: {
      method: 'POST',
      body: JSON.stringify(geometry),
      headers: { 'Content-Type': 'application/geo+json' },
    } satisfies RequestInit,
  };
}
