import { inLang, t } from '../i18n/t.ts';
import { area, coded, statedText, validity } from './facts.ts';
import { byCode, font, hatchByCode, labelsOf, type MapLayer, tiles } from './layer.ts';
import { palette } from './palette.ts';

const source = 'plan-constraints';
const base = { source, 'source-layer': source } as const;
export const constraintInk = {
  flood_discharge_corridor: palette.constraintFlood,
  dike: palette.constraintDike,
  water_source: palette.constraintWater,
  heritage: palette.constraintHeritage,
  power_line: palette.constraintPower,
  transport_reserve: palette.constraintTransport,
};
const kinds = Object.keys(constraintInk) as (keyof typeof constraintInk)[];

export const planConstraints: MapLayer = {
  id: source,
  title: 'layer.constraints',
  shownAtFirst: false,
  source: tiles(source),
  layers: (lang) => [
    {
      id: 'plan-constraints-fill',
      type: 'fill',
      ...base,
      paint: { 'fill-color': byCode('kind', constraintInk, palette.zoneLine), 'fill-opacity': 0.06 },
    },
    {
      id: 'plan-constraints-hatch',
      type: 'fill',
      ...base,
      filter: ['==', ['get', 'synthetic'], true],
      paint: { 'fill-pattern': hatchByCode('kind', constraintInk, palette.zoneLine), 'fill-opacity': 0.4 },
    },
    {
      id: 'plan-constraints-line',
      type: 'line',
      ...base,
      paint: {
        'line-color': byCode('kind', constraintInk, palette.zoneLine),
        'line-width': 1.1,
        'line-dasharray': [4, 2],
      },
    },
    {
      id: 'plan-constraints-label',
      type: 'symbol',
      ...labelsOf(source),
      minzoom: 11.5,
      layout: {
        'text-field': ['get', `name_${lang}`],
        'text-font': font.regular,
        'text-size': 11,
        'text-max-width': 9,
        'text-padding': 10,
      },
      paint: {
        'text-color': byCode('kind', constraintInk, palette.zoneInk),
        'text-halo-color': palette.halo,
        'text-halo-width': 1.2,
      },
    },
  ],
  legend: kinds.map((kind) => ({
    label: `constraint.${kind}` as const,
    swatch: {
      shape: 'area',
      fill: palette.communeRural,
      outline: constraintInk[kind],
      dashed: true,
      hatched: true,
    },
  })),
  popup: {
    title: (p) => inLang(p, 'name') ?? '',
    subtitle: () => t('kind.plan-constraints'),
    facts: [
      coded('fact.constraintKind', 'kind', 'constraint'),
      coded('fact.lawStatus', 'law_status', 'law'),
      statedText('fact.article', 'article'),
      area('fact.computedArea', 'area_m2'),
      validity,
    ],
  },
  provenance: 'provenance.constraints',
};
