import { formatNumber } from '../i18n/format.ts';
import { t } from '../i18n/t.ts';
import { amount, area, list, nameOf, text, validity } from './facts.ts';
import { byCode, font, isIndicative, isNotIndicative, labelsOf, type MapLayer, tiles } from './layer.ts';
import { palette } from './palette.ts';

const source = 'communes';
const base = { source, 'source-layer': source } as const;
const line = {
  'line-color': palette.communeLine,
  'line-width': ['interpolate', ['linear'], ['zoom'], 8, 0.6, 14, 1.8],
} as const;

export const communes: MapLayer = {
  id: source,
  title: 'layer.communes',
  shownAtFirst: true,
  source: tiles(source),
  layers: () => [
    {
      id: 'communes-fill',
      type: 'fill',
      ...base,
      paint: { 'fill-color': byCode('kind', { phường: palette.communeUrban }, palette.communeRural) },
    },
    {
      id: 'communes-line',
      type: 'line',
      ...base,
      filter: isNotIndicative,
      layout: { 'line-join': 'round' },
      paint: { ...line, 'line-width': ['interpolate', ['linear'], ['zoom'], 8, 0.6, 14, 1.8] },
    },
    {
      id: 'communes-line-indicative',
      type: 'line',
      ...base,
      filter: isIndicative,
      layout: { 'line-join': 'round' },
      paint: {
        ...line,
        'line-width': ['interpolate', ['linear'], ['zoom'], 8, 0.8, 14, 2],
        'line-dasharray': [3, 2],
        // Each side of a shared edge is drawn within its own area, or one would fill the other's gaps.
        'line-offset': ['interpolate', ['linear'], ['zoom'], 8, 0.8, 14, 1.4],
      },
    },
    {
      id: 'communes-label',
      type: 'symbol',
      ...labelsOf(source),
      minzoom: 8.8,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': font.regular,
        'text-size': ['interpolate', ['linear'], ['zoom'], 9, 10, 14, 14],
        'text-max-width': 7,
        'text-padding': 6,
      },
      paint: { 'text-color': palette.communeInk, 'text-halo-color': palette.halo, 'text-halo-width': 1.4 },
    },
  ],
  legend: [
    {
      label: 'legend.communes.urban',
      swatch: {
        shape: 'area',
        fill: palette.communeUrban,
        outline: palette.communeLine,
        dashed: 'as-loaded',
      },
    },
    {
      label: 'legend.communes.rural',
      swatch: {
        shape: 'area',
        fill: palette.communeRural,
        outline: palette.communeLine,
        dashed: 'as-loaded',
      },
    },
  ],
  popup: {
    title: nameOf,
    subtitle: () => t('kind.communes'),
    facts: [
      text('fact.code', 'code'),
      amount('fact.officialArea', 'official_area_km2', 'unit.km2', 3),
      area('fact.computedArea', 'area_m2', 'unit.km2'),
      {
        label: 'fact.population',
        value: (p) =>
          typeof p.population === 'number'
            ? t('value.people', { n: formatNumber(p.population) })
            : t('value.notStated'),
      },
      list('fact.formedFrom', 'former_communes'),
      text('fact.boundarySource', 'source_title'),
      validity,
    ],
  },
  provenance: 'provenance.communes',
};
