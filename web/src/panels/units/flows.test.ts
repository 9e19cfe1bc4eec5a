import { afterEach, describe, expect, it } from 'vitest';
import type { Flow, Flows } from '../../api/communes.ts';
import { lang } from '../../i18n/lang.ts';
import { addTexts } from '../../i18n/t.ts';
import en from '../../i18n/units.en.json' with { type: 'json' };
import vi from '../../i18n/units.vi.json' with { type: 'json' };
import { differenceText } from './area.ts';
import { endsOf, indexFlows, isEstimated, lawEndsOf, otherSide, peopleText, shareText } from './flows.ts';

addTexts({ vi, en });
afterEach(() => {
  lang.value = 'vi';
});

const unit = (full_name: string) => ({ name: full_name, full_name, kind: 'xã', district: 'Huyện A' });
const flows: Flows = {
  event: { id: 'e', effective_on: '2025-07-01', document: null },
  from: { '1': unit('Xã Một'), '2': unit('Xã Hai') },
  to: { '1': unit('Xã Một'), '9': unit('Xã Chín') },
  parts: [
    ['1', '9', 'land_only', 5, 0.2, 'estimated', 0, 'legal_text'],
    ['1', '1', 'rest', 4, 0.8, 'estimated', 1, 'legal_text'],
    ['2', '9', 'whole', 5, 1, 'legal_text', 1, 'legal_text'],
    ['3', '9', 'part', 5, null, 'unknown', null, 'unknown'],
  ],
  only_in_law: [['2', '1', 'land_only', 4]],
};

describe('the flows', () => {
  const index = indexFlows(flows);

  it('of a former unit are where it went, the main part first', () => {
    const ends = endsOf(index, { collection: 'legacy-communes', id: '1' });
    expect(ends.map(({ code, weight }) => [code, weight])).toEqual([
      ['1', 0.8],
      ['9', 0.2],
    ]);
  });

  it('of a unit of today are where it came from; the same code is another unit', () => {
    const ends = endsOf(index, { collection: 'communes', id: '1' });
    expect(ends.map(({ code }) => code)).toEqual(['1']);
    expect(endsOf(index, { collection: 'communes', id: '9' }).map(({ code }) => code)).toEqual(['2', '1']);
  });

  it('of a district, or of a code nobody has, are none', () => {
    expect(endsOf(index, { collection: 'legacy-districts', id: '1' })).toEqual([]);
    expect(endsOf(index, { collection: 'communes', id: '7' })).toEqual([]);
  });

  it('that only the law names are told from either end, without a share', () => {
    const told = { moves: 'land_only', clause: 4 };
    const former = lawEndsOf(index, { collection: 'legacy-communes', id: '2' });
    expect(former).toEqual([{ code: '1', full_name: 'Xã Một', ...told }]);
    const today = lawEndsOf(index, { collection: 'communes', id: '1' });
    expect(today).toEqual([{ code: '2', full_name: 'Xã Hai', ...told }]);
    expect(lawEndsOf(index, { collection: 'legacy-communes', id: '1' })).toEqual([]);
    expect(lawEndsOf(index, { collection: 'legacy-districts', id: '2' })).toEqual([]);
  });

  it('lead to the other side', () => {
    expect(otherSide({ collection: 'communes', id: '1' })).toBe('legacy-communes');
    expect(otherSide({ collection: 'legacy-communes', id: '1' })).toBe('communes');
  });
});

describe('a share', () => {
  it('that is estimated has «≈» and no more digits than are known', () => {
    expect(shareText(0.6234, 'estimated')).toBe('≈\u00a062\u00a0%');
    expect(shareText(0.6234, 'geometric')).toBe('62,34\u00a0%');
    expect(shareText(1, 'legal_text')).toBe('100\u00a0%');
  });

  it('is never said to be none or all when it is only nearly so', () => {
    expect(shareText(0.002, 'estimated')).toBe('<\u00a01\u00a0%');
    expect(shareText(0.998, 'estimated')).toBe('>\u00a099\u00a0%');
    expect(shareText(0, 'estimated')).toBe('≈\u00a00\u00a0%');
    expect(shareText(0.00001, 'geometric')).toBe('<\u00a00,01\u00a0%');
  });

  it('that nobody knows is unknown, not nought', () => {
    expect(shareText(null, 'unknown')).toBe('Chưa rõ');
  });
});

describe('the people of a flow', () => {
  const flow: Flow = {
    moves: 'part',
    clause: 1,
    weight: 0.4,
    basis: 'estimated',
    population_weight: 0.4,
    population_basis: 'estimated',
  };

  it('are estimated like its area', () => {
    expect(peopleText(flow)).toBe('≈\u00a040\u00a0% dân số');
    expect(isEstimated(flow)).toBe(true);
  });

  it('are told in words where the law settles them', () => {
    const land = {
      ...flow,
      moves: 'land_only',
      population_weight: 0,
      population_basis: 'legal_text',
    } as const;
    expect(peopleText(land)).toBe('không có dân chuyển theo');
    const rest = { ...land, moves: 'rest' } as const;
    expect(peopleText(rest)).toBe('không có dân chuyển theo');
    const all = {
      ...flow,
      moves: 'part_all_people',
      population_weight: 1,
      population_basis: 'legal_text',
    } as const;
    expect(peopleText(all)).toBe('toàn bộ dân số');
  });
});

describe('the difference of areas', () => {
  const area = {
    official_km2: 36.3,
    computed_km2: 44.35,
    difference_km2: 8.05,
    comparable: true,
    unsure: true,
    certainty: 'digitised',
    sentence_vi: null,
    sentence_en: null,
  };

  it('has a sign, km² and per cent', () => {
    expect(differenceText(area)).toBe('+8,05\u00a0km² (+22,2\u00a0%)');
    expect(differenceText({ ...area, official_km2: 42, difference_km2: -7.26 })).toBe(
      '−7,26\u00a0km² (−17,3\u00a0%)',
    );
    expect(differenceText({ ...area, difference_km2: 0.001 })).toBe('±0,00\u00a0km² (±0,0\u00a0%)');
  });

  it('is not given where the two cannot be compared', () => {
    expect(differenceText({ ...area, comparable: false })).toBeNull();
    expect(differenceText({ ...area, official_km2: null, difference_km2: null })).toBeNull();
  });
});
