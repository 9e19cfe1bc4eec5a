import type { DataDrivenPropertyValueSpecification, LayerSpecification } from 'maplibre-gl';
import { formatNumber, withUnit } from '../i18n/format.ts';
import { t, tCode } from '../i18n/t.ts';
import {
  coded,
  known,
  list,
  nameOf,
  names,
  placeOf,
  reference,
  statedText,
  text,
  units,
  validity,
} from './facts.ts';
import {
  byCode,
  font,
  hatchByCode,
  isIndicative,
  isNotIndicative,
  labelsOf,
  type MapLayer,
  tiles,
} from './layer.ts';
import { palette } from './palette.ts';

const source = 'clusters';
const base = { source, 'source-layer': source } as const;
const ink = { not_conforming: palette.clusterNotConformingInk };

export interface ClusterColors {
  color: DataDrivenPropertyValueSpecification<string>;
  pattern: DataDrivenPropertyValueSpecification<string>;
}
const asDeclared: ClusterColors = {
  color: byCode('declared_fit', ink, palette.clusterInk),
  pattern: hatchByCode('declared_fit', ink, palette.clusterInk),
};

/** The same drawing in other colours: by what is declared, or by what is computed. */
export function drawClusters({ color, pattern }: ClusterColors = asDeclared): LayerSpecification[] {
  return [
    {
      id: 'clusters-fill',
      type: 'fill',
      ...base,
      paint: { 'fill-color': color, 'fill-opacity': 0.14 },
    },
    {
      id: 'clusters-hatch',
      type: 'fill',
      ...base,
      minzoom: 12,
      filter: isIndicative,
      paint: { 'fill-pattern': pattern, 'fill-opacity': 0.7 },
    },
    {
      // A ten-hectare footprint is three pixels wide when all of Hà Nội is in view: the line is its mark there.
      id: 'clusters-mark-halo',
      type: 'line',
      ...base,
      maxzoom: 12,
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': palette.halo,
        'line-width': ['interpolate', ['linear'], ['zoom'], 8, 5, 12, 4.5],
      },
    },
    {
      // Line and fill make one spot: an outline alone would pass for a boundary.
      id: 'clusters-mark-fill',
      type: 'fill',
      ...base,
      maxzoom: 12,
      paint: { 'fill-color': color },
    },
    {
      id: 'clusters-mark',
      type: 'line',
      ...base,
      maxzoom: 12,
      layout: { 'line-join': 'round' },
      paint: { 'line-color': color, 'line-width': ['interpolate', ['linear'], ['zoom'], 8, 3.5, 12, 2.5] },
    },
    {
      id: 'clusters-line-indicative',
      type: 'line',
      ...base,
      minzoom: 12,
      filter: isIndicative,
      paint: { 'line-color': color, 'line-width': 2, 'line-dasharray': [3, 2] },
    },
    {
      id: 'clusters-line',
      type: 'line',
      ...base,
      minzoom: 12,
      filter: isNotIndicative,
      paint: { 'line-color': color, 'line-width': 2.2 },
    },
    {
      id: 'clusters-label',
      type: 'symbol',
      ...labelsOf(source),
      minzoom: 10.4,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': font.semibold,
        'text-size': ['interpolate', ['linear'], ['zoom'], 10.4, 11, 14, 14],
        'text-max-width': 8,
        'text-variable-anchor': ['left', 'right', 'bottom', 'top'],
        'text-radial-offset': ['interpolate', ['linear'], ['zoom'], 10.4, 0.6, 14, 1.4],
        'text-justify': 'auto',
        'text-padding': 5,
      },
      paint: { 'text-color': color, 'text-halo-color': palette.halo, 'text-halo-width': 1.6 },
    },
  ];
}

const resolved = reference('fact.commune', 'communes', 'commune_code', 'commune_name');
const basis = coded('fact.communeBasis', 'commune_basis', 'basis');
const possible = units('fact.candidateCommunes', 'candidate_communes', () => t('cluster.oneOf'));
const several = units('fact.commune', 'candidate_communes', () => t('cluster.several'));

export const clusters: MapLayer = {
  id: source,
  title: 'layer.clusters',
  shownAtFirst: true,
  source: tiles(source),
  layers: () => drawClusters(),
  legend: [
    {
      label: 'legend.clusters.notConforming',
      swatch: {
        shape: 'area',
        fill: palette.halo,
        outline: palette.clusterNotConformingInk,
        dashed: true,
        hatched: true,
      },
    },
    {
      label: 'legend.clusters.unknown',
      swatch: { shape: 'area', fill: palette.halo, outline: palette.clusterInk, dashed: true, hatched: true },
    },
    {
      label: 'legend.clusters.surveyed',
      swatch: { shape: 'area', fill: palette.halo, outline: palette.clusterInk },
    },
    {
      label: 'legend.clusters.mark',
      swatch: { shape: 'dot', fill: palette.clusterInk, outline: palette.halo },
    },
  ],
  popup: {
    title: (p) => (p.phase ? `${nameOf(p)} (${t('fact.phase')} ${p.phase})` : nameOf(p)),
    subtitle: (p) => [t('kind.clusters'), ...placeOf(p)].join(' · '),
    facts: [
      'group.plan',
      coded('fact.declaredFit', 'declared_fit', 'fit'),
      coded('fact.wastewaterAction', 'wastewater_action', 'action'),
      known('fact.established', 'established'),
      known('fact.operating', 'operating'),
      known('fact.inPlan', 'in_plan'),
      known('fact.infrastructure', 'infrastructure_complete'),
      known('fact.commenced', 'commenced_2021_2025'),
      'group.place',
      text('fact.communeAsWritten', 'commune_as_written'),
      {
        // One of several is told below; to name one of them here would be to choose.
        label: 'fact.commune',
        value: (p) => {
          if (p.commune_state === 'one_of') return t('value.oneOf');
          return p.commune_state === 'several' ? several.value(p) : resolved.value(p);
        },
      },
      {
        label: 'fact.communeBasis',
        value: (p) => (p.commune_state === 'one_of' ? null : basis.value(p)),
      },
      {
        label: 'fact.candidateCommunes',
        value: (p) => (p.commune_state === 'one_of' ? possible.value(p) : null),
      },
      units('fact.computedCommunes', 'computed_communes', (p) =>
        p.boundary_certainty === 'indicative' ? t('cluster.computed') : null,
      ),
      list('fact.formerCommunes', 'former_communes'),
      names('fact.formerDistrict', 'former_district'),
      {
        label: 'fact.location',
        value: (p) => {
          const basis = tCode('location', p.location_basis);
          const metres = p.position_uncertainty_m;
          if (typeof metres !== 'number') return basis;
          return `${basis}; ${t('value.within', { distance: withUnit(formatNumber(metres / 1000, 1), 'km') })}`;
        },
      },
      'group.area',
      {
        label: 'fact.declaredArea',
        value: (p) =>
          typeof p.declared_area_ha === 'number'
            ? withUnit(formatNumber(p.declared_area_ha, 3), 'ha')
            : (p.area_as_written as string | null) || t('value.notStated'),
      },
      text('fact.areaAsWritten', 'area_as_written'),
      {
        label: 'fact.footprint',
        value: (p) => {
          if (typeof p.footprint_area_ha !== 'number') return null;
          const area = withUnit(formatNumber(p.footprint_area_ha, 3), 'ha');
          return p.area_is_assumed === true ? `${area} (${t('value.assumedArea')})` : area;
        },
      },
      'group.investment',
      statedText('fact.investor', 'investor'),
      text('fact.investment', 'investment_as_written'),
      text('fact.decided', 'decided_as_written'),
      text('fact.status', 'status_as_written'),
      validity,
    ],
  },
  provenance: 'provenance.clusters',
};
