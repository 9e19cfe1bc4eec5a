import type { Finding, Fit, Part, Permission, Verdict } from '../../api/fit-types.ts';
import { inLang, t, tCode } from '../../i18n/t.ts';
import { keyOf } from '../../map/pieces.ts';
import { lawText } from './Badge.tsx';

export type Tone = Permission | 'residual' | 'doubled' | 'constraint' | 'commune' | 'cluster';

/** One line of a judgement: how much, drawn as a bar, and the pieces of the map that it stands for. */
export interface Bar extends Part {
  id: string;
  label: string;
  /** What an industrial cluster may be there, the article, the state in law: whatever applies. */
  notes: string[];
  tone: Tone;
  /** Of a constraint, which one: its colour on the map. */
  kind?: string | undefined;
  keys: string[];
}

const said = (...notes: (string | null)[]) => notes.filter((note): note is string => Boolean(note));

/** Classes of the plan, what lies outside all of them, and what two of them claim. */
export function classBars(fit: Fit): Bar[] {
  const classes = fit.classes.map(
    (part): Bar => ({
      id: `class/${part.class}`,
      label: inLang(part, 'title') ?? part.class,
      notes: said(tCode('permission', part.permission), part.article),
      tone: part.permission,
      area_m2: part.area_m2,
      share: part.share,
      keys: fit.zones
        .filter((zone) => zone.class === part.class)
        .map(({ id }) => keyOf({ part: 'zone', id })),
    }),
  );
  const residual: Bar = {
    id: 'residual',
    label: t('judge.residual'),
    notes: [t('judge.residualNote')],
    tone: 'residual',
    ...fit.residual,
    keys: [keyOf({ part: 'residual', id: null })],
  };
  const doubled: Bar = {
    id: 'double_counted',
    label: t('judge.doubled'),
    notes: [t('judge.doubledNote')],
    tone: 'doubled',
    ...fit.double_counted,
    keys: [keyOf({ part: 'double_counted', id: null })],
  };
  return [...classes, ...[residual, doubled].filter(({ area_m2 }) => area_m2 > 0)];
}

export function constraintBars(fit: Fit): Bar[] {
  return fit.constraints.map((part) => ({
    id: `constraint/${part.id}`,
    label: inLang(part, 'name') ?? tCode('constraint', part.kind),
    notes: said(
      tCode('constraint', part.kind),
      part.article,
      lawText(part.law_status, fit.plan.synthetic),
      tCode('certainty', part.boundary_certainty),
    ),
    tone: 'constraint',
    kind: part.kind,
    area_m2: part.area_m2,
    share: part.share,
    keys: [keyOf({ part: 'constraint', id: part.id })],
  }));
}

export function communeBars(fit: Fit): Bar[] {
  return fit.communes.map((part) => ({
    id: `commune/${part.code}`,
    label: part.name,
    notes: said(t('judge.code', { code: part.code }), tCode('certainty', part.boundary_certainty)),
    tone: 'commune',
    area_m2: part.area_m2,
    share: part.share,
    keys: [keyOf({ part: 'commune', id: part.code })],
  }));
}

export function clusterBars(fit: Fit): Bar[] {
  return fit.clusters.map((part) => ({
    id: `cluster/${part.id}`,
    label: part.name,
    notes: [part.id],
    tone: 'cluster',
    area_m2: part.area_m2,
    share: part.share,
    keys: [keyOf({ part: 'cluster', id: part.id })],
  }));
}

/** The pieces that a finding is about. */
export function keysOfFinding(fit: Fit, { on, rule }: Finding): string[] {
  if (rule === 'residual' && fit.residual.area_m2 > 0) return [keyOf({ part: 'residual', id: null })];
  if (rule === 'double_counted') return [keyOf({ part: 'double_counted', id: null })];
  if (!on) return [];
  if (on.part === 'class') return classBars(fit).find(({ id }) => id === `class/${on.id}`)?.keys ?? [];
  const parts = ['zone', 'constraint', 'commune', 'cluster', 'residual', 'double_counted'] as const;
  const part = parts.find((each) => each === on.part);
  return part ? [keyOf({ part, id: on.id })] : [];
}

const order = ['decides', 'caps', 'condition', 'flag', 'note'];

/** What decides comes first; the server's order within. */
export function byEffect(fit: Fit): Fit['findings'] {
  return [...fit.findings].sort((a, b) => order.indexOf(a.effect) - order.indexOf(b.effect));
}

/** One line of two judgements side by side; null where one of them does not have it. */
export interface Difference {
  id: string;
  label: string;
  tone: Tone;
  kind: string | undefined;
  a: number | null;
  b: number | null;
  change: number;
}

export function compareBars(a: Bar[], b: Bar[]): Difference[] {
  const ids = new Set([...a, ...b].map(({ id }) => id));
  return [...ids].flatMap((id) => {
    const [left, right] = [a, b].map((bars) => bars.find((bar) => bar.id === id));
    const either = right ?? left;
    if (!either) return [];
    return {
      id,
      label: either.label,
      tone: either.tone,
      kind: either.kind,
      a: left?.share ?? null,
      b: right?.share ?? null,
      change: (right?.share ?? 0) - (left?.share ?? 0),
    };
  });
}

export interface Change {
  kind: 'verdict' | 'permission' | 'gone' | 'new' | 'limit';
  text: string;
}

/** In words: the verdict, what a class may be, findings that came or went, limits that moved. */
export function changesOf(a: Fit, b: Fit): Change[] {
  const changes: Change[] = [];
  const add = (kind: Change['kind'], text: string) => changes.push({ kind, text });
  if (a.verdict !== b.verdict) {
    add('verdict', fromTo(t('judge.verdict'), verdictText(a.verdict), verdictText(b.verdict)));
  }
  for (const part of b.classes) {
    const before = a.classes.find((each) => each.class === part.class);
    if (before && before.permission !== part.permission) {
      const [from, to] = [before, part].map(({ permission }) => tCode('permission', permission));
      add('permission', fromTo(inLang(part, 'title') ?? part.class, from ?? '', to ?? ''));
    }
  }
  const keyed = (fit: Fit) =>
    new Map(fit.findings.map((each) => [`${each.rule}|${each.on?.part}|${each.on?.id}`, each]));
  const [before, after] = [keyed(a), keyed(b)];
  for (const [key, finding] of before) {
    if (!after.has(key)) add('gone', t('compare.gone', { sentence: inLang(finding, 'sentence') ?? '' }));
  }
  for (const [key, finding] of after) {
    if (!before.has(key)) add('new', t('compare.new', { sentence: inLang(finding, 'sentence') ?? '' }));
  }
  for (const limit of b.thresholds) {
    const old = a.thresholds.find(({ rule }) => rule === limit.rule);
    if (old && old.value !== limit.value) {
      add('limit', fromTo(inLang(limit, 'title') ?? limit.rule, String(old.value), String(limit.value)));
    }
  }
  return changes;
}

const verdictText = (verdict: Verdict) => tCode('verdict', verdict);
const fromTo = (what: string, from: string, to: string) => t('compare.fromTo', { what, from, to });
