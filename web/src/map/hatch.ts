import type { Map as MaplibreMap } from 'maplibre-gl';

const size = 16;

/** Paints the diagonal hatch that a layer names as `hatch:#rrggbb`, when the map first asks for it. */
export function supplyHatches(map: MaplibreMap): void {
  map.setMissingStyleImageResolver((name) => {
    const color = /^hatch:#([0-9a-f]{6})$/.exec(name)?.[1];
    if (color !== undefined && !map.hasImage(name)) map.addImage(name, paintHatch(color), { pixelRatio: 2 });
  });
}

function paintHatch(color: string): { width: number; height: number; data: Uint8ClampedArray } {
  const [red, green, blue] = [0, 2, 4].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  const data = new Uint8ClampedArray(size * size * 4);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      // Distance to the nearest diagonal, wrapped so that the squares join without a seam.
      const phase = (row + column) % size;
      const distance = Math.min(phase, size - phase);
      const alpha = distance < 1.5 ? 255 : distance < 2.5 ? 110 : 0;
      data.set([red ?? 0, green ?? 0, blue ?? 0, alpha], (row * size + column) * 4);
    }
  }
  return { width: size, height: size, data };
}
