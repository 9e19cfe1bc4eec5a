import en from '../i18n/en.json' with { type: 'json' };
import vi from '../i18n/vi.json' with { type: 'json' };

/** Which texts are the words of a property's codes. */
const textsOf: Record<string, string> = {
  boundary_certainty: 'certainty',
  commenced_2021_2025: 'known',
  commune_basis: 'basis',
  condition: 'condition',
  declared_fit: 'fit',
  established: 'known',
  in_plan: 'known',
  infrastructure_complete: 'known',
  law_status: 'law',
  location_basis: 'location',
  operating: 'known',
  permission: 'permission',
  plan_action: 'action',
  wastewater_action: 'action',
};

interface Meaning {
  vi: string;
  en: string;
}

/** Codes that the map has no words for: they are words themselves, or it tells them otherwise. */
const others = (): Record<string, Record<string, Meaning>> => ({
  kind: {
    phường: { vi: 'Phường', en: 'Ward' },
    xã: { vi: 'Xã', en: 'Commune' },
    'thị trấn': { vi: 'Thị trấn', en: 'Township' },
    quận: { vi: 'Quận', en: 'Urban district' },
    huyện: { vi: 'Huyện', en: 'Rural district' },
    'thị xã': { vi: 'Thị xã', en: 'Town' },
    ...wordsOf('constraint'),
  },
  commune_flag: {
    matches: { vi: 'Khớp', en: 'Matches' },
    unit_type_differs: { vi: 'Khác loại đơn vị', en: 'Another kind of unit' },
    not_stated: { vi: 'Không nêu', en: 'Not stated' },
  },
  commune_state: {
    computed: { vi: 'Tính từ ranh giới', en: 'Computed from the boundary' },
    one_of: { vi: 'Một trong vài đơn vị', en: 'One of several units' },
    several: { vi: 'Nằm trên nhiều đơn vị', en: 'Spread over several units' },
    resolved: { vi: 'Suy ra từ địa danh', en: 'Resolved from the place name' },
    unknown: { vi: 'Chưa rõ', en: 'Unknown' },
  },
});

/** What each code of a property means, by property, for programs that show a legend or a form. */
export function meanings(): Record<string, Record<string, Meaning>> {
  const words = Object.entries(textsOf).map(([property, prefix]) => [property, wordsOf(prefix)]);
  return { ...Object.fromEntries(words), ...others() };
}

function wordsOf(prefix: string): Record<string, Meaning> {
  const english: Record<string, string> = en;
  return Object.fromEntries(
    Object.entries(vi).flatMap(([key, text]) => {
      const [group, code, more] = key.split('.');
      const isOne = group === prefix && code !== undefined && more === undefined;
      return isOne ? [[code, { vi: text, en: english[key] ?? code }]] : [];
    }),
  );
}
