import type { Map as MaplibreMap } from 'maplibre-gl';
import { isVerdict, type Verdict } from '../api/fit-types.ts';
import { verdictColor } from '../layers/palette.ts';
import { paths, verdictIcon } from '../ui/Icon.tsx';

const size = 16;
const markSize = 44;

/** The name of the badge of a verdict. */
export const mark = (verdict: Verdict) => `verdict:${verdict}`;

/** Paints the diagonal hatch of `hatch:#rrggbb` and the badge of `verdict:fits`, when the map first asks for it. */
export function supplyImages(map: MaplibreMap): void {
  map.setMissingStyleImageResolver((name) => {
    if (map.hasImage(name)) return;
    const color = /^hatch:#([0-9a-f]{6})$/.exec(name)?.[1];
    const verdict = /^verdict:(\w+)$/.exec(name)?.[1];
    if (color !== undefined) map.addImage(name, paintHatch(color), { pixelRatio: 2 });
    else if (verdict !== undefined && isVerdict(verdict)) {
      const painted = paintMark(verdict);
      if (painted) map.addImage(name, painted, { pixelRatio: 2 });
    }
  });
}

/** A badge in the verdict's colour with its sign, the same as in the panel. */
function paintMark(verdict: Verdict): ImageData | null {
  const canvas = document.createElement('canvas');
  canvas.width = markSize;
  canvas.height = markSize;
  const pen = canvas.getContext('2d');
  if (!pen) return null;
  const middle = markSize / 2;
  // Not round, as plants are: the two stand beside each other.
  pen.roundRect(3, 3, markSize - 6, markSize - 6, 9);
  pen.fillStyle = verdictColor[verdict];
  pen.fill();
  pen.lineWidth = 4;
  pen.strokeStyle = '#ffffff';
  pen.stroke();
  // Signs are drawn on a square of 24.
  const scale = (markSize * 0.62) / 24;
  pen.translate(middle - 12 * scale, middle - 12 * scale);
  pen.scale(scale, scale);
  pen.lineWidth = 3;
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  const sign = new Path2D(paths[verdictIcon[verdict]]);
  pen.stroke(sign);
  return pen.getImageData(0, 0, markSize, markSize);
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
