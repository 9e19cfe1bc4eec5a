import type { Swatch as SwatchOf } from '../layers/layer.ts';
import { boundaries } from '../state.ts';

/** A legend sign drawn from the same colours, dash, hatch and mark as the layer itself. */
export function Swatch({ swatch }: { swatch: SwatchOf }) {
  const dashed =
    swatch.dashed === 'as-loaded' ? boundaries.value?.boundary_certainty === 'indicative' : swatch.dashed;
  if (swatch.shape === 'dot') {
    return (
      <svg class="swatch" viewBox="0 0 28 18" aria-hidden="true">
        <circle cx="14" cy="9" r="8" fill={swatch.fill} stroke={swatch.outline} stroke-width="1.5" />
        <text x="14" y="13" text-anchor="middle" fill={swatch.outline} font-size="12" font-weight="700">
          {swatch.mark}
        </text>
      </svg>
    );
  }
  return (
    <svg class="swatch" viewBox="0 0 28 18" aria-hidden="true">
      <rect
        x="1.5"
        y="1.5"
        width="25"
        height="15"
        fill={swatch.fill}
        stroke={swatch.outline}
        stroke-width="1.8"
        stroke-dasharray={dashed ? '4 2.5' : undefined}
      />
      {swatch.hatched && (
        <path d="M4 15 16 3M11 15 23 3M18 15 25 8M4 8 9 3" stroke={swatch.outline} stroke-width="0.9" />
      )}
    </svg>
  );
}
