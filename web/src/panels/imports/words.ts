import type { Fault } from '../../api/client.ts';
import { formatArea, formatNumber, withUnit } from '../../i18n/format.ts';
import { tCode } from '../../i18n/t.ts';

/** The server's clause as a sentence of its own. */
export function asSentence(text: string, end = '.'): string {
  const whole = text.charAt(0).toLocaleUpperCase() + text.slice(1);
  return whole === '' || /[.!?…:]$/.test(whole) ? whole : `${whole}${end}`;
}

/** `line 12` and the like are written by the server in English; everything else stands as it is. */
export function placeOf(place: string): string {
  const [, kind = '', rest = ''] = /^(file|header|line|feature|row)\b\s*(.*)$/.exec(place) ?? [];
  return kind === '' ? place : `${tCode('defectPlace', kind)} ${rest}`.trim();
}

/** What a fault is about, as fields are named here: `by`, `crs`, `mapping.name`. */
export function fieldOf({ parameter, pointer }: Pick<Fault, 'parameter' | 'pointer'>): string | null {
  const name = parameter ?? pointer;
  return name ? name.replace(/^\//, '').replaceAll('/', '.') : null;
}

/** Names are the same whatever their capitals, and however their letters are composed. */
export const foldOf = (name: string): string => name.trim().normalize('NFC').toLocaleLowerCase('vi');

/** An area in hectares, so that what is declared and what is computed can be set side by side. */
export function formatHectares(area_m2: number, most = area_m2 < 10_000 ? 3 : 2): string {
  if (Math.abs(area_m2) < 100) return formatArea(area_m2);
  return withUnit(formatNumber(area_m2 / 10_000, most), 'ha');
}
