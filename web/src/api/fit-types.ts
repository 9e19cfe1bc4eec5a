/** What the server says of planning fit: the plans it holds, one judgement, the whole city, an extract. */

export const verdicts = [
  'fits',
  'fits_with_conditions',
  'partly',
  'does_not_fit',
  'cannot_be_judged',
] as const;
export type Verdict = (typeof verdicts)[number];

export function isVerdict(value: string): value is Verdict {
  return (verdicts as readonly string[]).includes(value);
}

/** `unknown`: of a class of which no permission is held. */
export type Permission = 'designated' | 'compatible' | 'conditional' | 'incompatible' | 'unknown';

export interface PlanVersion {
  version: number;
  law_status: string;
  valid_from: string;
  valid_to: string | null;
  title_vi: string | null;
  title_en: string | null;
  note_vi: string | null;
  note_en: string | null;
}

export interface PlanDocument {
  number: string | null;
  issuer: string | null;
  issued_on: string | null;
  title_vi: string | null;
  title_en: string | null;
  role: string;
  article: string | null;
  note_vi: string | null;
  note_en: string | null;
  source_title: string | null;
  source_url: string | null;
}

export interface Plan {
  id: string;
  title_vi: string;
  title_en: string;
  level: string;
  law_status: string;
  synthetic: boolean;
  has_zones: boolean;
  zones: number;
  constraints: number;
  versions: PlanVersion[];
  documents: PlanDocument[];
}

export interface Plans {
  default: string;
  plans: Plan[];
}

/** The plan of an answer, in the version that held on the day asked for. */
export interface JudgedPlan {
  id: string;
  version: number;
  title_vi: string;
  title_en: string;
  level: string;
  law_status: string;
  synthetic: boolean;
  valid_from: string;
  valid_to: string | null;
  decision: string | null;
}

export interface Part {
  area_m2: number;
  share: number;
}

export interface ClassPart extends Part {
  class: string;
  title_vi: string;
  title_en: string;
  permission: Permission;
  article: string | null;
}

export interface ZonePart extends Part {
  id: string;
  name_vi: string | null;
  name_en: string | null;
  class: string;
  law_status: string;
  article: string | null;
}

export interface ConstraintPart extends Part {
  id: string;
  kind: string;
  name_vi: string | null;
  name_en: string | null;
  law_status: string;
  article: string | null;
  boundary_certainty: string;
}

export interface CommunePart extends Part {
  code: string;
  name: string;
  boundary_certainty: string;
}

export interface Sliver {
  part: 'zone' | 'residual';
  id: string | null;
  area_m2: number;
  width_m: number;
  at: [lon: number, lat: number];
}

export interface Plant {
  id: string;
  name: string;
  condition: string;
}

export interface Declared {
  fit: string;
  fit_agrees: boolean | null;
  area_ha: number | null;
  area_difference_m2: number | null;
  area_factor: number | null;
  area_comparable: boolean;
  commune_code: string | null;
  commune_name: string | null;
  commune_share: number | null;
  commune_agrees: boolean | null;
}

export type Direction = 'n' | 'ne' | 'e' | 'se' | 's' | 'sw' | 'w' | 'nw';
export type Sensitivity =
  | {
      run: true;
      shift_m: number;
      verdicts: { direction: Direction; verdict: Verdict }[];
      stable: boolean;
    }
  | { run: false; why: string };

export interface Finding {
  rule: string;
  effect: 'decides' | 'caps' | 'condition' | 'flag' | 'note';
  caps_at: Verdict | null;
  value: number | null;
  limit: number | null;
  unit: string | null;
  article: string | null;
  decision: string | null;
  plan: string | null;
  plan_version: number | null;
  law_status: string | null;
  on: { part: string; id: string | null } | null;
  certainty: string | null;
  sentence_vi: string;
  sentence_en: string;
}

export interface Threshold {
  rule: string;
  title_vi: string;
  title_en: string;
  value: number;
  unit: string;
  article: string | null;
  decision: string | null;
  verified: boolean;
  valid_from: string;
  valid_to: string | null;
}

export interface Subject {
  kind: 'cluster' | 'drawn';
  id: string | null;
  name: string | null;
  phase?: string | null;
  row_version: number | null;
  boundary_certainty: string | null;
  position_uncertainty_m: number | null;
  area_is_assumed: boolean | null;
}

export interface Fit {
  subject: Subject;
  plan: JudgedPlan;
  datetime: string;
  crs: string;
  area_m2: number;
  perimeter_m: number;
  verdict: Verdict;
  reason: string | null;
  confidence: string | null;
  permissions: (Part & { permission: Permission })[];
  classes: ClassPart[];
  zones: ZonePart[];
  residual: Part;
  double_counted: Part;
  constraints: ConstraintPart[];
  slivers: Sliver[];
  themes: { theme: string; state: 'concerned' | 'not_concerned' | 'no_data' }[];
  communes: CommunePart[];
  clusters: (Part & { id: string; name: string })[];
  wastewater: { own: Plant[]; nearest: (Plant & { distance_m: number }) | null };
  declared: Declared | null;
  sensitivity: Sensitivity;
  findings: Finding[];
  thresholds: Threshold[];
  repaired: { defects: { vi: string; en: string }[]; area_m2: number } | null;
  computed_from: {
    program: string;
    rules: [string, number][];
    zones: [string, number][];
    constraints: [string, number][];
    communes: [string, number][];
    communes_source: string | null;
    sha256: string;
  };
}

export interface PieceProperties {
  part: 'subject' | 'zone' | 'residual' | 'double_counted' | 'constraint' | 'commune' | 'cluster';
  id: string | null;
  class: string | null;
  permission: Permission | null;
  kind: string | null;
  name_vi: string | null;
  name_en: string | null;
  area_m2: number | null;
  share: number | null;
  sliver: boolean | null;
}

/** A judgement and the pieces it was made of, in CRS84. */
export interface FitPieces {
  type: 'FeatureCollection';
  features: GeoJSON.Feature<GeoJSON.Geometry, PieceProperties>[];
  fit: Fit;
}

export interface CityRow {
  id: string;
  name: string;
  phase?: string | null;
  verdict: Verdict;
  reason: string | null;
  confidence: string | null;
  boundary_certainty: string;
  area_m2: number;
  commune_code: string | null;
  commune_name: string | null;
  commune_share: number | null;
  declared_commune_code: string | null;
  declared_commune_name: string | null;
  commune_agrees: boolean | null;
  declared_area_ha: number | null;
  area_factor: number | null;
  area_comparable: boolean;
  area_difference_m2: number | null;
  declared_fit: string;
  fit_agrees: boolean | null;
  flags: string[];
}

export interface CityFit {
  plan: JudgedPlan;
  datetime: string;
  counts: Record<Verdict, number>;
  rows: CityRow[];
}

/** A sound shape that the server offers for one that is not, and what it changed. */
export interface Repair {
  area_m2: number;
  geometry: GeoJSON.Geometry;
  sentence: string;
}

export interface Extract {
  number: string;
  /** The page's path on this server, without language. */
  path: string;
}
