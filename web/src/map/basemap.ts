import type { Map as MaplibreMap } from 'maplibre-gl';
import type { Config } from '../api/types.ts';

/** Lays the configured raster under everything; the communes then keep their lines and lose their fill. */
export function addBasemap(map: MaplibreMap, config: Config): void {
  if (config.basemap_url === null || map.getSource('basemap')) return;
  map.addSource('basemap', {
    type: 'raster',
    tiles: [config.basemap_url],
    tileSize: 256,
    attribution: config.basemap_attribution ?? '',
  });
  map.addLayer({ id: 'basemap', type: 'raster', source: 'basemap' }, 'communes-fill');
  map.setPaintProperty('communes-fill', 'fill-opacity', 0);
}
