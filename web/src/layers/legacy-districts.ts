import type { ExpressionSpecification, VariableAnchorOffsetCollectionSpecification } from 'maplibre-gl';
import { formatNumber } from '../i18n/format.ts';
import { t } from '../i18n/t.ts';
import { area, nameOf, text, validity } from './facts.ts';
import { font, labelsOf, type MapLayer, tiles } from './layer.ts';
import { palette } from './palette.ts';

const source = 'legacy-districts';
const base = { source, 'source-layer': source } as const;

const fullName: ExpressionSpecification = [
  'concat',
  ['match', ['get', 'kind'], 'quận', 'Quận ', 'thị xã', 'Thị xã ', 'Huyện '],
  ['get', 'name'],
];

/** In the middle of the district, else a line or a few letters off, where a plant or another name stands. */
const dodges: VariableAnchorOffsetCollectionSpecification = [
  'center',
  [0, 0],
  'top',
  [0, 1.1],
  'bottom',
  [0, -1.1],
  'left',
  [-2, 0],
  'right',
  [2, 0],
  'top-left',
  [-2.4, 0.6],
  'bottom-right',
  [2.4, -0.6],
];

export const legacyDistricts: MapLayer = {
  id: source,
  title: 'layer.districts',
  shownAtFirst: false,
  source: tiles(source),
  layers: () => [
    {
      id: 'legacy-districts-fill',
      type: 'fill',
      ...base,
      paint: { 'fill-color': palette.districtLine, 'fill-opacity': 0.02 },
    },
    {
      id: 'legacy-districts-line',
      type: 'line',
      ...base,
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': palette.districtLine,
        'line-width': ['interpolate', ['linear'], ['zoom'], 8, 1.2, 14, 3],
        'line-dasharray': [4, 2],
        // Each side of a shared edge is drawn within its own area, or one would fill the other's gaps.
        'line-offset': ['interpolate', ['linear'], ['zoom'], 8, 0.8, 14, 1.8],
      },
    },
    {
      // The larger the scale, the more a reader looks at communes: by then the district has long been read.
      id: 'legacy-districts-label',
      type: 'symbol',
      ...labelsOf(source),
      minzoom: 8,
      maxzoom: 13.5,
      layout: {
        // Zoomed out, there is room for every district without its kind.
        'text-field': ['step', ['zoom'], ['get', 'name'], 10.5, fullName],
        'text-font': font.semibold,
        'text-size': ['interpolate', ['linear'], ['zoom'], 8, 12, 10, 13, 12, 17],
        'text-max-width': 8,
        'text-variable-anchor-offset': dodges,
        'text-justify': 'auto',
        'text-padding': 2,
      },
      paint: { 'text-color': palette.districtInk, 'text-halo-color': palette.halo, 'text-halo-width': 1.8 },
    },
  ],
  legend: [
    {
      label: 'legend.legacy.boundary',
      swatch: { shape: 'area', fill: palette.communeRural, outline: palette.districtLine, dashed: true },
    },
  ],
  popup: {
    title: nameOf,
    subtitle: () => t('kind.legacy-districts'),
    facts: [
      text('fact.code', 'code'),
      {
        label: 'fact.members',
        value: (p) => (typeof p.communes === 'number' ? formatNumber(p.communes) : null),
      },
      area('fact.computedArea', 'area_m2', 'unit.km2'),
      validity,
    ],
  },
  provenance: 'provenance.districts',
};
