import { effect } from '@preact/signals';
import type { ExpressionSpecification, FilterSpecification, Map as MaplibreMap } from 'maplibre-gl';
import { type CityFit, type Verdict, verdicts } from '../api/fit-types.ts';
import { drawClusters } from '../layers/clusters.ts';
import { hatch } from '../layers/layer.ts';
import { verdictColor } from '../layers/palette.ts';
import { cityFit, shownVerdicts, verdictTheme, visibleLayers } from '../state.ts';
import { mark } from './images.ts';
import { verdictMark } from './select.ts';

type ByCluster<T> = (of: (verdict: Verdict) => T) => T | ExpressionSpecification;

/** A value by the verdict of the cluster whose id a tile carries. */
function byVerdict(city: CityFit): ByCluster<string> {
  const groups = verdicts
    .map((verdict) => ({
      verdict,
      ids: city.rows.filter((row) => row.verdict === verdict).map(({ id }) => id),
    }))
    .filter(({ ids }) => ids.length > 0);
  return (of) => {
    const otherwise = of('cannot_be_judged');
    if (groups.length === 0) return otherwise;
    const pairs = groups.flatMap(({ verdict, ids }) => [ids, of(verdict)]);
    return ['match', ['get', 'id'], ...pairs, otherwise] as unknown as ExpressionSpecification;
  };
}

const together = (...filters: (FilterSpecification | undefined)[]): FilterSpecification | null => {
  const given = filters.filter((filter) => filter !== undefined);
  return given.length === 0 ? null : (['all', ...given] as FilterSpecification);
};

/** Colours the clusters by what is computed, marks each with its verdict, and leaves out those not asked for. */
export function followVerdicts(map: MaplibreMap): () => void {
  map.addLayer({
    id: verdictMark,
    type: 'symbol',
    source: 'clusters-labels',
    layout: {
      'icon-image': mark('cannot_be_judged'),
      'icon-allow-overlap': true,
      'icon-anchor': 'bottom',
      // Beside the plant that stands on the same place.
      'icon-offset': [0, -6],
      'icon-size': ['interpolate', ['linear'], ['zoom'], 8, 0.75, 12, 1],
      visibility: 'none',
    },
  });
  return effect(() => {
    const city = verdictTheme.value ? cityFit.value : null;
    const by = city && byVerdict(city);
    const drawn = by
      ? drawClusters({
          color: by((verdict) => verdictColor[verdict]),
          pattern: by((verdict) => hatch(verdictColor[verdict])),
        })
      : drawClusters();
    const hidden = city?.rows.filter((row) => !shownVerdicts.value.has(row.verdict)).map(({ id }) => id);
    const shown: FilterSpecification | undefined =
      hidden && hidden.length > 0 ? ['!', ['in', ['get', 'id'], ['literal', hidden]]] : undefined;
    for (const layer of drawn) {
      for (const [name, value] of Object.entries(layer.paint ?? {})) {
        map.setPaintProperty(layer.id, name as never, value as never);
      }
      map.setFilter(layer.id, together('filter' in layer ? layer.filter : undefined, shown));
    }
    const marked = by !== null && visibleLayers.value.has('clusters');
    map.setLayoutProperty(verdictMark, 'visibility', marked ? 'visible' : 'none');
    if (by) map.setLayoutProperty(verdictMark, 'icon-image', by(mark));
    map.setFilter(verdictMark, together(shown));
  });
}
