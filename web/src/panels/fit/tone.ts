import { palette } from '../../layers/palette.ts';
import { constraintInk } from '../../layers/plan-constraints.ts';
import { zoneFill } from '../../layers/plan-zones.ts';
import type { Bar } from './bars.ts';

const hatched = (ink: string, width_px: number) =>
  `repeating-linear-gradient(135deg, ${ink} 0 ${width_px}px, ${palette.halo} ${width_px}px 6px)`;

/** A bar is filled as its pieces are on the map. */
export function fillOf({ tone, kind }: Pick<Bar, 'tone' | 'kind'>): { '--bar-fill': string } {
  return { '--bar-fill': fill(tone, kind) };
}

function fill(tone: Bar['tone'], kind: string | undefined): string {
  switch (tone) {
    case 'residual':
      return hatched(palette.pieceResidual, 1.5);
    case 'doubled':
      return palette.pieceDoubled;
    case 'constraint':
      return hatched(constraintInk[kind as keyof typeof constraintInk] ?? palette.zoneLine, 2);
    case 'commune':
    case 'cluster':
      return palette.communeLine;
    default:
      return zoneFill[tone as keyof typeof zoneFill] ?? palette.zoneLine;
  }
}
