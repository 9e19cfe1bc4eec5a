import { inLang, t, tCode } from '../i18n/t.ts';
import { area, coded, statedText, validity } from './facts.ts';
import { byCode, font, hatch, labelsOf, type MapLayer, tiles } from './layer.ts';
import { palette } from './palette.ts';

const source = 'plan-zones';
const base = { source, 'source-layer': source } as const;
export const zoneFill = {
  designated: palette.zoneDesignated,
  compatible: palette.zoneCompatible,
  conditional: palette.zoneConditional,
  incompatible: palette.zoneIncompatible,
};

export const planZones: MapLayer = {
  id: source,
  title: 'layer.zones',
  shownAtFirst: false,
  source: tiles(source),
  layers: (lang) => [
    {
      id: 'plan-zones-fill',
      type: 'fill',
      ...base,
      paint: { 'fill-color': byCode('permission', zoneFill, palette.zoneLine), 'fill-opacity': 0.45 },
    },
    {
      id: 'plan-zones-hatch',
      type: 'fill',
      ...base,
      filter: ['==', ['get', 'synthetic'], true],
      paint: { 'fill-pattern': hatch(palette.zoneLine), 'fill-opacity': 0.35 },
    },
    {
      id: 'plan-zones-line',
      type: 'line',
      ...base,
      paint: { 'line-color': palette.zoneLine, 'line-width': 0.9, 'line-dasharray': [1, 2] },
    },
    {
      id: 'plan-zones-label',
      type: 'symbol',
      ...labelsOf(source),
      minzoom: 12,
      layout: {
        'text-field': ['get', `name_${lang}`],
        'text-font': font.regular,
        'text-size': 11,
        'text-max-width': 9,
        'text-padding': 10,
      },
      paint: { 'text-color': palette.zoneInk, 'text-halo-color': palette.halo, 'text-halo-width': 1.2 },
    },
  ],
  legend: (['designated', 'compatible', 'conditional', 'incompatible'] as const).map((permission) => ({
    label: `permission.${permission}` as const,
    swatch: {
      shape: 'area',
      fill: zoneFill[permission],
      outline: palette.zoneLine,
      dashed: true,
      hatched: true,
    },
  })),
  popup: {
    title: (p) => inLang(p, 'name') ?? '',
    subtitle: () => t('kind.plan-zones'),
    facts: [
      { label: 'fact.class', value: (p) => inLang(p, 'class_title') ?? String(p.class) },
      { label: 'fact.permission', value: (p) => tCode('permission', p.permission) },
      coded('fact.lawStatus', 'law_status', 'law'),
      statedText('fact.article', 'article'),
      area('fact.computedArea', 'area_m2'),
      validity,
    ],
  },
  provenance: 'provenance.zones',
};
