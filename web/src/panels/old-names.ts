import type { Candidate, Resolution } from '../api/communes.ts';
import type { FeatureRef, SearchResult } from '../api/types.ts';

const fewCandidates = 4;

/**
 * What the resolver adds to the search: old names, and names that are not quite as they were written. A name of
 * today, rightly written, is among the results already.
 */
export function oldNames(resolution: Resolution | null): Resolution['candidates'] {
  if (resolution === null || resolution.outcome === 'unknown') return [];
  return resolution.candidates
    .filter(
      ({ code, valid_to, flags, units }) =>
        units.length > 0 && (code === null || valid_to !== null || flags.length > 0),
    )
    .slice(0, fewCandidates);
}

/** Whether the resolver's answer goes before what the search found: nothing found bears the words as they are. */
export const answersFirst = (found: readonly SearchResult[]) => found.every(({ match }) => match === 'part');

/** The page of a former district, which the search does not find. */
export function districtOf({ code, valid_to }: Candidate): FeatureRef | null {
  const isDistrict = code !== null && code.length === 3 && valid_to !== null;
  return isDistrict ? { collection: 'legacy-districts', id: code } : null;
}
