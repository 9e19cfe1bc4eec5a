import type { Verdict } from '../api/fit-types.ts';

export const paths = {
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16.2 16.2 21 21',
  layers: 'M12 3 2.5 8 12 13l9.5-5L12 3zM2.5 12.5 12 17.5l9.5-5M2.5 17 12 22l9.5-5',
  table: 'M3 5h18v14H3zM3 10h18M3 14.5h18M9 10v9',
  measure: 'M3 16 16 3l5 5L8 21zM7 12l2 2M10 9l3 3M13 6l2 2',
  pin: 'M12 21.5s7-6.6 7-12a7 7 0 0 0-14 0c0 5.4 7 12 7 12zM12 7.2a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 0 0 0-4.8z',
  print: 'M7 8V3h10v5M7 17H3V9h18v8h-4M7 14h10v7H7z',
  close: 'M5 5l14 14M19 5 5 19',
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v6M12 7.3v.4',
  caution: 'M12 3.5 2 20.5h20L12 3.5zM12 10v5M12 17.6v.4',
  plus: 'M12 4v16M4 12h16',
  minus: 'M4 12h16',
  home: 'M3.5 11 12 3.5 20.5 11M6 9.5V20h12V9.5',
  target: 'M12 5a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM12 1.5v5M12 17.5v5M1.5 12h5M17.5 12h5',
  back: 'M14.5 5 7.5 12l7 7',
  undo: 'M8 5 3.5 9.5 8 14M4 9.5h10a6 6 0 0 1 0 12H9',
  swipe: 'M12 3v18M8.5 8 4.5 12l4 4M15.5 8l4 4-4 4',
  yes: 'M4.5 12.5 10 18 20 6.5',
  no: 'M6 6l12 12M18 6 6 18',
  condition: 'M4 12.5 8.5 17 14 7M18.5 6v8M18.5 18v.4',
  half: 'M12 4.5a7.5 7.5 0 1 0 0 15zM12 4.5a7.5 7.5 0 0 1 0 15',
  fit: 'M3 3h12v12H3zM9 9h12v12H9zM9 15l6-6M11.5 15 15 11.5',
  download: 'M12 3v12M7 10.5l5 5 5-5M4 20.5h16',
  upload: 'M12 16V4M7 8.5l5-5 5 5M4 20.5h16',
  copy: 'M8 8h12v13H8zM4 16V3h12',
  paper: 'M6 2.5h8l5 5v14H6zM14 2.5v5h5M9 12h7M9 16h7',
  unknown: 'M8.5 9a3.5 3.5 0 1 1 5 3.2c-1 .5-1.5 1-1.5 2.3M12 18v.4',
} as const;

export type IconName = keyof typeof paths;

/** The sign of a verdict, in the panel, the tables and on the map: none is told by colour alone. */
export const verdictIcon: Record<Verdict, IconName> = {
  fits: 'yes',
  fits_with_conditions: 'condition',
  partly: 'half',
  does_not_fit: 'no',
  cannot_be_judged: 'unknown',
};

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
