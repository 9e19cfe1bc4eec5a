import type { Resolution } from '../api/communes.ts';

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
