import { inLang, t } from '../i18n/t.ts';
import { boundaries, collections } from '../state.ts';
import type { MapLayer } from './layer.ts';

/** Where a layer comes from. Communes may be drawn from one of several sources: the one now loaded is named. */
export function provenanceOf({ id, provenance }: MapLayer): string[] {
  const known = boundaries.value;
  if (id !== 'communes') return [t(provenance), collections.value[id]?.citation ?? ''].filter(Boolean);
  return known ? [t(provenance, { title: known.title }), inLang(known, 'statement') ?? ''] : [];
}
