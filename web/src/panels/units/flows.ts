import type { Basis, Flow, FlowEnd, Flows, LawEnd } from '../../api/communes.ts';
import type { CollectionId, FeatureRef } from '../../api/types.ts';
import { formatEstimate, formatShare } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

/** The flows of 1 July 2025 by the unit they leave and by the unit they reach. */
export interface FlowIndex {
  leaving: ReadonlyMap<string, FlowEnd[]>;
  reaching: ReadonlyMap<string, FlowEnd[]>;
  flows: Flows;
}

export function indexFlows(flows: Flows): FlowIndex {
  const leaving = new Map<string, FlowEnd[]>();
  const reaching = new Map<string, FlowEnd[]>();
  const add = (ends: Map<string, FlowEnd[]>, code: string, end: FlowEnd) => {
    const known = ends.get(code);
    if (known) known.push(end);
    else ends.set(code, [end]);
  };
  for (const [from, to, moves, clause, weight, basis, population_weight, population_basis] of flows.parts) {
    const flow: Flow = { moves, clause, weight, basis, population_weight, population_basis };
    const [before, after] = [flows.from[from], flows.to[to]];
    if (after) add(leaving, from, { ...after, ...flow, code: to });
    if (before) add(reaching, to, { ...before, ...flow, code: from });
  }
  for (const ends of [...leaving.values(), ...reaching.values()]) ends.sort(heavierFirst);
  return { leaving, reaching, flows };
}

/** The main part first; what is not known last; equals by clause, as the law lists them. */
export function heavierFirst(a: FlowEnd, b: FlowEnd): number {
  return (b.weight ?? -1) - (a.weight ?? -1) || (a.clause ?? 0) - (b.clause ?? 0);
}

/** Where a former unit went, or what a unit of today was made of. */
export function endsOf({ leaving, reaching }: FlowIndex, { collection, id }: FeatureRef): FlowEnd[] {
  if (collection === 'legacy-communes') return leaving.get(id) ?? [];
  return collection === 'communes' ? (reaching.get(id) ?? []) : [];
}

/** The units at the other end that only the resolution names. */
export function lawEndsOf({ flows }: FlowIndex, { collection, id }: FeatureRef): LawEnd[] {
  const former = collection === 'legacy-communes';
  if (!former && collection !== 'communes') return [];
  return flows.only_in_law
    .filter(([from, to]) => (former ? from : to) === id)
    .map(([from, to, moves, clause]) => {
      const code = former ? to : from;
      return { code, full_name: (former ? flows.to : flows.from)[code]?.full_name ?? code, moves, clause };
    });
}

/** The collection at the other end of a unit's flows. */
export const otherSide = ({ collection }: FeatureRef): CollectionId =>
  collection === 'communes' ? 'legacy-communes' : 'communes';

/** A share of 0 to 1 in words, marked where it is only estimated. */
export function shareText(share: number | null, basis: Basis): string {
  if (share === null || basis === 'unknown') return t('value.unknown');
  return basis === 'estimated' ? formatEstimate(share) : formatShare(share);
}

/** What a flow carries in people, where the law's own words settle it; else its share. */
export function peopleText({ moves, population_weight, population_basis }: Flow): string {
  const settled = population_basis === 'legal_text';
  if (moves === 'land_only' || (settled && population_weight === 0)) return t('flow.noPeople');
  if (settled && population_weight === 1) return t('flow.allPeople');
  return t('flow.people', { share: shareText(population_weight, population_basis) });
}

/** Whether what the law says moves tells of the people too. */
export const settlesPeople = ({ moves }: Flow) =>
  moves === 'whole' || moves === 'land_only' || moves === 'part_all_people';

export const isEstimated = ({ basis, population_basis, moves }: Flow) =>
  basis === 'estimated' || (population_basis === 'estimated' && moves !== 'land_only');
