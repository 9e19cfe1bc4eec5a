import type { Successor } from '../api/types.ts';
import { t } from '../i18n/t.ts';
import { nameOf, text } from './facts.ts';
import { font, labelsOf, type MapLayer, tiles } from './layer.ts';
import { palette } from './palette.ts';

const source = 'legacy-communes';
const base = { source, 'source-layer': source } as const;

export const legacyCommunes: MapLayer = {
  id: source,
  title: 'layer.legacy',
  shownAtFirst: false,
  source: tiles(source),
  layers: () => [
    {
      id: 'legacy-communes-fill',
      type: 'fill',
      ...base,
      paint: { 'fill-color': palette.legacyLine, 'fill-opacity': 0.03 },
    },
    {
      id: 'legacy-communes-line',
      type: 'line',
      ...base,
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': palette.legacyLine,
        'line-width': 1,
        'line-dasharray': [2, 2],
        'line-offset': 0.8,
      },
    },
    {
      id: 'legacy-communes-label',
      type: 'symbol',
      ...labelsOf(source),
      minzoom: 11,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': font.regular,
        'text-size': 11,
        'text-max-width': 7,
        'text-padding': 6,
      },
      paint: { 'text-color': palette.legacyInk, 'text-halo-color': palette.halo, 'text-halo-width': 1.4 },
    },
  ],
  legend: [
    {
      label: 'legend.legacy.boundary',
      swatch: { shape: 'area', fill: palette.communeRural, outline: palette.legacyLine, dashed: true },
    },
  ],
  popup: {
    title: nameOf,
    subtitle: (p) => `${t('kind.legacy-communes')} · ${String(p.district ?? '')}`,
    facts: [
      {
        label: 'fact.successors',
        value: (p) => {
          const successors = (p.successors ?? []) as Successor[];
          if (successors.length === 0) return t('value.unknown');
          return {
            refs: successors.map((unit) => ({
              ref: { collection: 'communes', id: unit.code },
              text: unit.full_name + share(unit, successors.length),
            })),
          };
        },
      },
      text('fact.code', 'code'),
      text('fact.district', 'district'),
    ],
  },
  provenance: 'provenance.legacy',
};

function share(unit: Successor, count: number): string {
  if (count === 1) return unit.extent === 'part' ? ` (${t('value.part')})` : '';
  return ` (${unit.is_main ? t('value.mainPart') : t('value.part')})`;
}
