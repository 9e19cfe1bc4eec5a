import type { Verdict } from '../api/fit-types.ts';

/**
 * Colours by role. Hues keep apart under protanopia, deuteranopia and tritanopia; a category is never told by
 * hue alone (outline, hatch or a mark says it too), and each `…Ink` has 4.5:1 on the map's paper.
 */
export const palette = {
  paper: '#e6ebec',
  communeUrban: '#efece5',
  communeRural: '#f8f7f3',
  communeLine: '#a9b1b8',
  communeInk: '#55606b',
  legacyGround: '#f6f0e2',
  legacyLine: '#8a6d3b',
  legacyInk: '#6b5227',
  districtLine: '#6b3f16',
  districtInk: '#5a3410',
  halo: '#ffffff',

  clusterInk: '#0b4f8a',
  clusterNotConformingInk: '#a83c00',

  plantOperating: '#00704d',
  plantBuilding: '#0b4f8a',
  plantIdle: '#7b3f8c',
  plantDegraded: '#a83c00',
  plantUnknown: '#59636d',

  zoneDesignated: '#8fc7b5',
  zoneCompatible: '#a9cdea',
  zoneConditional: '#f2dc91',
  zoneIncompatible: '#d9c3cf',
  zoneLine: '#7d8791',
  zoneInk: '#4a545e',

  constraintFlood: '#0067a5',
  constraintDike: '#7a4b00',
  constraintWater: '#00716b',
  constraintHeritage: '#8a2f7b',
  constraintPower: '#9a2222',
  constraintTransport: '#444c55',

  flowOf: '#8a1d5b',
  flowEnd: '#005f6b',

  selected: '#111a22',
  measure: '#8a1d5b',
  fault: '#c00000',
  repair: '#00704d',

  stagedOld: '#4a545e',
  stagedNew: '#8a1d5b',
  wayFirst: '#8a1d5b',
  wayOther: '#0067a5',
  defectWarning: '#a85b00',

  // From blue over yellow to red, with a mark of its own each: no two are told apart by green and red.
  verdictFits: '#0a5c9e',
  verdictConditions: '#00716b',
  verdictPartly: '#8a5a00',
  verdictNot: '#a8201a',
  verdictUnknown: '#59636d',

  pieceResidual: '#59636d',
  pieceDoubled: '#c2185b',
  pieceLit: '#111a22',
} as const;

export const verdictColor: Record<Verdict, string> = {
  fits: palette.verdictFits,
  fits_with_conditions: palette.verdictConditions,
  partly: palette.verdictPartly,
  does_not_fit: palette.verdictNot,
  cannot_be_judged: palette.verdictUnknown,
};
