import { afterEach, describe, expect, it } from 'vitest';
import type { CityRow, Fit } from '../../api/fit-types.ts';
import en from '../../i18n/fit.en.json' with { type: 'json' };
import vi from '../../i18n/fit.vi.json' with { type: 'json' };
import { lang } from '../../i18n/lang.ts';
import { addTexts } from '../../i18n/t.ts';
import { byEffect, changesOf, classBars, compareBars, constraintBars, keysOfFinding } from './bars.ts';
import { filterCity, sortAspect } from './declared.ts';

addTexts({ vi, en });
afterEach(() => {
  lang.value = 'vi';
});

const part = (share: number) => ({ area_m2: share * 100_000, share });
const finding = (rule: string, effect: string, on: { part: string; id: string } | null = null) =>
  ({ rule, effect, on, sentence_vi: `${rule}.`, sentence_en: `${rule}.` }) as Fit['findings'][number];

function fitOf(change: Partial<Fit>): Fit {
  return {
    verdict: 'partly',
    plan: { synthetic: false },
    classes: [
      {
        class: 'industry',
        title_vi: 'Đất công nghiệp',
        title_en: 'Industry',
        permission: 'compatible',
        article: 'Điều 2',
        ...part(0.7),
      },
    ],
    zones: [
      { id: 'z1', class: 'industry', ...part(0.5) },
      { id: 'z2', class: 'industry', ...part(0.25) },
    ],
    residual: part(0.3),
    double_counted: part(0),
    constraints: [],
    findings: [],
    thresholds: [],
    ...change,
  } as unknown as Fit;
}

describe('the bars', () => {
  it('stand for the pieces of all zones of a class, and for the rest', () => {
    const bars = classBars(fitOf({}));
    expect(bars.map(({ id, keys }) => [id, keys])).toEqual([
      ['class/industry', ['zone/z1', 'zone/z2']],
      ['residual', ['residual/']],
    ]);
    expect(bars[0]).toMatchObject({ label: 'Đất công nghiệp', notes: ['Được bố trí', 'Điều 2'], share: 0.7 });
  });

  it('name what is counted twice only where something is', () => {
    const ids = classBars(fitOf({ residual: part(0), double_counted: part(0.05) })).map(({ id }) => id);
    expect(ids).toEqual(['class/industry', 'double_counted']);
  });

  it('are in the language of the reader', () => {
    lang.value = 'en';
    expect(classBars(fitOf({}))[0]).toMatchObject({ label: 'Industry', notes: ['Compatible', 'Điều 2'] });
  });

  it('keep each constraint apart, with its state in law', () => {
    const constraints = [
      {
        id: 'c1',
        kind: 'dike',
        name_vi: 'Đê',
        name_en: 'Dike',
        law_status: 'in_force',
        article: null,
        boundary_certainty: 'indicative',
        ...part(0.1),
      },
    ] as unknown as Fit['constraints'];
    expect(constraintBars(fitOf({ constraints }))[0]).toMatchObject({
      id: 'constraint/c1',
      kind: 'dike',
      keys: ['constraint/c1'],
      notes: ['Hành lang đê', 'Có hiệu lực', 'Tượng trưng'],
    });
    const invented = fitOf({ constraints, plan: { synthetic: true } as Fit['plan'] });
    expect(constraintBars(invented)[0]?.notes).toContain('giả định: có hiệu lực');
  });
});

describe('the findings', () => {
  it('come in the order of what they do to the verdict', () => {
    const findings = [
      finding('a', 'note'),
      finding('b', 'flag'),
      finding('c', 'decides'),
      finding('d', 'caps'),
    ];
    expect(byEffect(fitOf({ findings })).map(({ rule }) => rule)).toEqual(['c', 'd', 'b', 'a']);
  });

  it('light the pieces they are about', () => {
    const fit = fitOf({});
    expect(keysOfFinding(fit, finding('x', 'caps', { part: 'class', id: 'industry' }))).toEqual([
      'zone/z1',
      'zone/z2',
    ]);
    expect(keysOfFinding(fit, finding('x', 'flag', { part: 'constraint', id: 'c1' }))).toEqual([
      'constraint/c1',
    ]);
    expect(keysOfFinding(fit, finding('residual', 'caps'))).toEqual(['residual/']);
    expect(keysOfFinding(fit, finding('area_floor', 'flag', { part: 'rule', id: 'area_floor' }))).toEqual([]);
  });
});

describe('a comparison', () => {
  it('sets a line that one side lacks beside nothing', () => {
    const a = classBars(fitOf({}));
    const b = classBars(fitOf({ residual: part(0), classes: [] }));
    expect(compareBars(a, b).map(({ id, a, b, change }) => [id, a, b, change])).toEqual([
      ['class/industry', 0.7, null, -0.7],
      ['residual', 0.3, null, -0.3],
    ]);
  });

  it('says in words what changed', () => {
    const a = fitOf({ findings: [finding('residual', 'caps')] });
    const [first] = a.classes;
    if (!first) throw new Error('no class');
    const b = fitOf({ verdict: 'fits', classes: [{ ...first, permission: 'designated' }] });
    expect(changesOf(a, b).map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
      'verdict: Kết luận: từ «Phù hợp một phần» thành «Phù hợp».',
      'permission: Đất công nghiệp: từ «Được bố trí» thành «Dành cho cụm công nghiệp».',
      'gone: Không còn: residual.',
    ]);
    expect(changesOf(a, a)).toEqual([]);
  });
});

describe('declared beside computed', () => {
  const row = (id: string, more: Partial<CityRow>) =>
    ({
      id,
      name: id,
      declared_fit: 'unknown',
      fit_agrees: null,
      commune_agrees: null,
      declared_area_ha: null,
      area_comparable: false,
      area_factor: null,
      ...more,
    }) as CityRow;

  it('lists the declared non-conforming, those that disagree first', () => {
    const rows = [
      row('agrees', { declared_fit: 'not_conforming', fit_agrees: true }),
      row('unjudged', { declared_fit: 'not_conforming' }),
      row('differs', { declared_fit: 'not_conforming', fit_agrees: false }),
      row('silent', {}),
    ];
    const { rows: told, differ, unknown } = sortAspect(rows, 'fit');
    expect(told.map(({ id }) => id)).toEqual(['differs', 'unjudged', 'agrees']);
    expect([differ, unknown]).toEqual([1, 1]);
  });

  it('never calls an area different that was drawn from itself, or only rounded', () => {
    const rows = [
      row('drawn', { declared_area_ha: 10 }),
      row('rounded', { declared_area_ha: 10, area_comparable: true, area_factor: 1.001 }),
      row('other', { declared_area_ha: 10, area_comparable: true, area_factor: 1.3 }),
    ];
    expect(sortAspect(rows, 'area')).toMatchObject({ differ: 1, unknown: 1 });
  });

  it('finds names without their marks', () => {
    expect(
      filterCity([row('a', { name: 'Đại Yên' }), row('b', { name: 'La Phù' })], 'dai  yen'),
    ).toHaveLength(1);
  });
});
