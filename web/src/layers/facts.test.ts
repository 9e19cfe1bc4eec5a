import { afterEach, describe, expect, it } from 'vitest';
import { lang } from '../i18n/lang.ts';
import { placeOf, units } from './facts.ts';

afterEach(() => {
  lang.value = 'vi';
});

const two = [
  { code: '00001', full_name: 'Phường Một' },
  { code: '00002', full_name: 'Phường Hai' },
];

describe('where a cluster lies', () => {
  it('is its commune and former district', () => {
    expect(placeOf({ commune_name: 'Xã Ô Diên', former_district: 'Huyện Đan Phượng' })).toEqual([
      'Xã Ô Diên',
      'Huyện Đan Phượng cũ',
    ]);
  });

  it('is each of several communes while none is decided, never one of them', () => {
    const cluster = { commune_name: 'Phường Một', commune_state: 'one_of', candidate_communes: two };
    expect(placeOf(cluster)).toEqual(['Phường Một / Phường Hai']);
    expect(placeOf({ ...cluster, commune_state: 'resolved' })).toEqual(['Phường Một']);
  });
});

describe('units that a cluster may lie in', () => {
  const fact = units('fact.computedCommunes', 'computed', () => 'một lưu ý');

  it('lead to their pages', () => {
    expect(fact.value({ computed: two })).toEqual({
      refs: two.map(({ code, full_name }) => ({
        ref: { collection: 'communes', id: code },
        text: full_name,
      })),
      note: 'một lưu ý',
    });
  });

  it('have shares no better known than the shape they come from', () => {
    const [first] = two;
    const texts = (certainty: string) => {
      const value = fact.value({ computed: [{ ...first, share: 0.6234 }], boundary_certainty: certainty });
      return value && typeof value === 'object' && 'refs' in value ? value.refs.map(({ text }) => text) : [];
    };
    expect(texts('indicative')).toEqual(['Phường Một (≈\u00a062\u00a0%)']);
    expect(texts('surveyed')).toEqual(['Phường Một (62,34\u00a0%)']);
  });

  it('are left out where there are none', () => {
    expect(fact.value({})).toBeNull();
    expect(fact.value({ computed: [] })).toBeNull();
  });
});
