import { t } from '../i18n/t.ts';
import { amount, coded, nameOf, reference, text, validity } from './facts.ts';
import { byCode, font, labelsOf, type MapLayer, tiles } from './layer.ts';
import { palette } from './palette.ts';

const source = 'wastewater-plants';
const base = { source, 'source-layer': source } as const;
const ink = {
  operating: palette.plantOperating,
  building: palette.plantBuilding,
  built_not_operating: palette.plantIdle,
  degraded: palette.plantDegraded,
  unknown: palette.plantUnknown,
};
const mark = { operating: '=', building: '+', built_not_operating: '–', degraded: '!', unknown: '?' };
const conditions = Object.keys(ink) as (keyof typeof ink)[];

export const wastewaterPlants: MapLayer = {
  id: source,
  title: 'layer.plants',
  shownAtFirst: true,
  source: tiles(source),
  layers: () => [
    {
      id: 'wastewater-plants-circle',
      type: 'circle',
      ...base,
      paint: {
        'circle-color': byCode('condition', ink, palette.plantUnknown),
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 8, 5.5, 13, 9],
        'circle-stroke-color': palette.halo,
        'circle-stroke-width': 1.8,
      },
    },
    {
      id: 'wastewater-plants-mark',
      type: 'symbol',
      ...base,
      layout: {
        'text-field': byCode('condition', mark, mark.unknown),
        'text-font': font.semibold,
        'text-size': ['interpolate', ['linear'], ['zoom'], 8, 9, 13, 14],
        'text-allow-overlap': true,
        'text-ignore-placement': true,
      },
      paint: { 'text-color': palette.halo },
    },
    {
      id: 'wastewater-plants-label',
      type: 'symbol',
      ...labelsOf(source),
      minzoom: 13,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': font.regular,
        'text-size': 12,
        'text-max-width': 10,
        'text-anchor': 'top',
        'text-offset': [0, 1],
      },
      paint: {
        'text-color': byCode('condition', ink, palette.plantUnknown),
        'text-halo-color': palette.halo,
        'text-halo-width': 1.6,
      },
    },
  ],
  legend: conditions.map((condition) => ({
    label: `condition.${condition}` as const,
    swatch: { shape: 'dot', fill: ink[condition], outline: palette.halo, mark: mark[condition] },
  })),
  popup: {
    title: nameOf,
    subtitle: () => t('kind.wastewater-plants'),
    facts: [
      reference('fact.cluster', 'clusters', 'cluster_id', 'cluster_name'),
      coded('fact.condition', 'condition', 'condition'),
      coded('fact.planAction', 'plan_action', 'action'),
      amount('fact.capacity', 'capacity_m3_per_day', 'unit.m3PerDay', 0),
      { label: 'fact.dueYear', value: (p) => (p.due_year == null ? null : String(p.due_year)) },
      text('fact.status', 'status_as_written'),
      validity,
    ],
  },
  provenance: 'provenance.plants',
};
