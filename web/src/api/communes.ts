import { request, withSignal } from './client.ts';
import type { Bbox, FeatureRef } from './types.ts';

/** How a share is known: from the law's words, from two known boundaries, or reckoned from indicative shapes. */
export type Basis = 'legal_text' | 'geometric' | 'estimated' | 'unknown';
/** What of a former unit goes to a new one, in the words of the law. */
export type Moves = 'whole' | 'part' | 'land_only' | 'part_all_people' | 'rest';

export interface Flow {
  /** None of a district, which no clause moves by itself. */
  moves: Moves | null;
  clause: number | null;
  weight: number | null;
  basis: Basis;
  population_weight: number | null;
  population_basis: Basis;
}

/** The unit at the other end of a flow. */
export interface FlowEnd extends Flow {
  code: string;
  full_name: string;
  kind: string;
  district?: string | null;
}

export interface UnitName {
  name: string;
  full_name: string;
  kind: string;
  district?: string | null;
}

export interface LegalDocument {
  number: string;
  issuer: string;
  issued_on: string;
  title_vi?: string | null;
  title_en?: string | null;
  clause?: number | null;
}

type Part = [
  from: string,
  to: string,
  moves: Moves,
  clause: number | null,
  weight: number | null,
  basis: Basis,
  population_weight: number | null,
  population_basis: Basis,
];

/** A part that the resolution names and no data set has: it has no share. */
type LawPart = [from: string, to: string, moves: Moves, clause: number | null];

export interface Flows {
  event: { id: string; effective_on: string; document: LegalDocument | null };
  from: Record<string, UnitName>;
  to: Record<string, UnitName>;
  parts: Part[];
  only_in_law: LawPart[];
}

export interface LawEnd {
  code: string;
  full_name: string;
  moves: Moves | null;
  clause: number | null;
}

export interface Unit extends UnitName {
  code: string;
  district_code: string | null;
  valid_from: string;
  valid_to: string | null;
  document: LegalDocument | null;
  population: number | null;
  area: {
    official_km2: number | null;
    computed_km2: number | null;
    difference_km2: number | null;
    comparable: boolean;
    unsure: boolean;
    certainty: string;
    sentence_vi: string | null;
    sentence_en: string | null;
  };
  predecessors: FlowEnd[];
  successors: FlowEnd[];
  /** Also among its predecessors or successors by the resolution's words, with no share. */
  only_in_law: LawEnd[];
  members: { code: string; full_name: string }[];
  clusters: {
    id: string;
    name: string;
    phase: string | number | null;
    relation: string;
    share: number | null;
  }[];
  plants: {
    id: string;
    name: string;
    cluster_id: string | null;
    cluster_name: string | null;
    condition: string | null;
  }[];
  older_names: { name: string; kind: string | null; valid_to: string | null }[];
  sources: { id: string; title: string; url: string | null; licence: string | null }[];
  bbox: Bbox | null;
}

export interface ResolvedUnit {
  code: string;
  name: string;
  full_name: string;
  weight: number | null;
  basis: Basis;
}

export interface Candidate {
  code: string | null;
  full_name: string;
  district: string | null;
  valid_to: string | null;
  flags: string[];
  units: ResolvedUnit[];
  sentence: string;
}

export interface Resolution {
  text: string;
  outcome: 'resolved' | 'ambiguous' | 'unknown';
  candidates: Candidate[];
}

/** The last day on which the former units stood. */
export const formerDay = '2025-06-30';

const unitCollections = ['communes', 'legacy-communes', 'legacy-districts'];
export const isUnit = ({ collection }: FeatureRef) => unitCollections.includes(collection);
export const isFormer = (ref: FeatureRef) => isUnit(ref) && ref.collection !== 'communes';

export const fetchFlows = (signal?: AbortSignal) => request<Flows>('/communes/flows', withSignal(signal));

/** The address of what is known of a unit; a code alone means the unit of today, as codes are used again. */
export function unitUrl(ref: FeatureRef): string {
  const day = isFormer(ref) ? `?datetime=${formerDay}` : '';
  return `/communes/${encodeURIComponent(ref.id)}${day}`;
}

export const fetchUnit = (ref: FeatureRef, signal?: AbortSignal) =>
  request<Unit>(unitUrl(ref), withSignal(signal));

export const fetchResolution = (text: string, signal?: AbortSignal) =>
  request<Resolution>(`/communes/resolve?${new URLSearchParams({ text })}`, withSignal(signal));
