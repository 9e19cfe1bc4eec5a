import type { CollectionId } from '../api/types.ts';
import en from '../i18n/en.json' with { type: 'json' };
import vi from '../i18n/vi.json' with { type: 'json' };

type Text = keyof typeof vi;
type Meanings = Record<string, { vi: string; en: string }>;

/** The words of the codes that choose a colour, by collection; an empty code is whatever has no colour of its own. */
const words: Partial<Record<CollectionId, Record<string, Text>>> = {
  clusters: { not_conforming: 'fit.not_conforming', '': 'fit.unknown' },
  'wastewater-plants': {
    operating: 'condition.operating',
    building: 'condition.building',
    built_not_operating: 'condition.built_not_operating',
    degraded: 'condition.degraded',
    unknown: 'condition.unknown',
    '': 'condition.unknown',
  },
  communes: { phường: 'legend.communes.urban', '': 'legend.communes.rural' },
  'plan-zones': {
    designated: 'permission.designated',
    compatible: 'permission.compatible',
    conditional: 'permission.conditional',
    incompatible: 'permission.incompatible',
    '': 'permission.unknown',
  },
  'plan-constraints': {
    flood_discharge_corridor: 'constraint.flood_discharge_corridor',
    dike: 'constraint.dike',
    water_source: 'constraint.water_source',
    heritage: 'constraint.heritage',
    power_line: 'constraint.power_line',
    transport_reserve: 'constraint.transport_reserve',
    '': 'fit.unknown',
  },
};

/** Both languages of them, for programs that draw a legend from the published style. */
export const meanings: Record<string, Meanings> = Object.fromEntries(
  Object.entries(words).map(([collection, codes]) => [
    collection,
    Object.fromEntries(Object.entries(codes).map(([code, key]) => [code, { vi: vi[key], en: en[key] }])),
  ]),
);
