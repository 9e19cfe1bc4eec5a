import { VectorTile } from '@mapbox/vector-tile';
import { effect, type ReadonlySignal } from '@preact/signals';
import type { GeoJSONSource, Map as MaplibreMap } from 'maplibre-gl';
import { PbfReader } from 'pbf';
import { probeServer, serverAway } from '../api/client.ts';
import type { CollectionId } from '../api/types.ts';
import { layers } from '../layers/index.ts';
import { labelZoom } from '../layers/layer.ts';
import { boundaries, edits, hanoiExtent } from '../state.ts';

/**
 * Names each area once. A tile's grid pinches a narrow area into several parts, and the map would name every part;
 * so the page reads the one tile that holds all of Hà Nội and keeps the largest part of each area for its name.
 */
export function followLabels(map: MaplibreMap, shown: ReadonlySignal<ReadonlySet<CollectionId>>): () => void {
  const read = new Set<CollectionId>();
  let certainty = boundaries.peek()?.boundary_certainty;
  let edited = edits.peek();
  return effect(() => {
    if (boundaries.value?.boundary_certainty !== certainty) {
      certainty = boundaries.value?.boundary_certainty;
      read.delete('communes');
    }
    if (edits.value !== edited) {
      edited = edits.value;
      read.clear();
    }
    if (serverAway.value) return;
    for (const { id } of layers) {
      if (!shown.value.has(id) || read.has(id)) continue;
      read.add(id);
      labelAreas(id)
        .then((areas) => map.getSource<GeoJSONSource>(`${id}-labels`)?.setData(areas))
        .catch(() => {
          read.delete(id);
          return probeServer();
        });
    }
  });
}

async function labelAreas(id: CollectionId): Promise<GeoJSON.FeatureCollection> {
  const { x, y } = wholeTile();
  const response = await fetch(`/tiles/${id}/${labelZoom}/${x}/${y}`);
  if (!response.ok) throw new Error(`${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const layer = bytes.length > 0 ? new VectorTile(new PbfReader(bytes)).layers[id] : undefined;
  const indices = Array.from({ length: layer?.length ?? 0 }, (_, index) => index);
  const features = indices.flatMap((index) => {
    const feature = layer?.feature(index).toGeoJSON(x, y, labelZoom);
    if (!feature) return [];
    // The map passes properties on to its worker, which takes plain objects only.
    const properties = { ...feature.properties };
    return [{ type: 'Feature' as const, properties, geometry: largestPart(feature.geometry) }];
  });
  return { type: 'FeatureCollection', features };
}

/** The tile of the label zoom in which Hà Nội lies whole. */
export function wholeTile(): { x: number; y: number } {
  const [west, south, east, north] = hanoiExtent;
  const across = 2 ** labelZoom;
  const lat = (((south + north) / 2) * Math.PI) / 180;
  return {
    x: Math.floor(((west + east) / 2 / 360 + 0.5) * across),
    y: Math.floor((0.5 - Math.asinh(Math.tan(lat)) / (2 * Math.PI)) * across),
  };
}

export function largestPart(geometry: GeoJSON.Geometry): GeoJSON.Geometry {
  if (geometry.type !== 'MultiPolygon') return geometry;
  const parts = geometry.coordinates.map((coordinates) => ({
    coordinates,
    size: size(coordinates[0] ?? []),
  }));
  const largest = parts.reduce((a, b) => (b.size > a.size ? b : a), {
    coordinates: [] as GeoJSON.Position[][],
    size: -1,
  });
  return { type: 'Polygon', coordinates: largest.coordinates };
}

/** Only to compare the parts of one area: square degrees of a ring. */
function size(ring: GeoJSON.Position[]): number {
  let sum = 0;
  ring.forEach(([x = 0, y = 0], index) => {
    const [nextX = 0, nextY = 0] = ring[(index + 1) % ring.length] ?? [];
    sum += x * nextY - nextX * y;
  });
  return Math.abs(sum / 2);
}
