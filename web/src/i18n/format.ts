import type { Lang } from '../api/types.ts';
import { lang } from './lang.ts';
import { t } from './t.ts';

const locale: Record<Lang, string> = { vi: 'vi-VN', en: 'en-GB' };

export function formatNumber(value: number, digits = 0, least = 0): string {
  const options = { maximumFractionDigits: digits, minimumFractionDigits: Math.min(least, digits) };
  return new Intl.NumberFormat(locale[lang.value], options).format(value);
}

/** A number does not part from its unit at the end of a line. */
export function withUnit(number: string, unit: string): string {
  return `${number}\u00a0${unit}`;
}

/** A length for people: metres below one kilometre, kilometres above. */
export function formatLength(length_m: number): string {
  if (length_m < 1000) return withUnit(formatNumber(length_m, 1), 'm');
  return withUnit(formatNumber(length_m / 1000, 3), 'km');
}

/** An area for people: square metres below one hectare, hectares up to 1,000, then square kilometres. */
export function formatArea(area_m2: number): string {
  if (area_m2 < 10_000) return withUnit(formatNumber(area_m2, 1), 'm²');
  if (area_m2 < 10_000_000) return withUnit(formatNumber(area_m2 / 10_000, 2), 'ha');
  return withUnit(formatNumber(area_m2 / 1_000_000, 2), 'km²');
}

/** The size of a file, in the thousands that people know. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return withUnit(formatNumber(bytes), 'B');
  if (bytes < 1_000_000) return withUnit(formatNumber(bytes / 1000, 1), 'kB');
  return withUnit(formatNumber(bytes / 1_000_000, 1), 'MB');
}

/**
 * A share of 0 to 1 in per cent, with the decimals that the server's sentences have; what would round to nothing, or
 * to all, is not said to be it.
 */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.00005) return `<\u00a0${withUnit(formatNumber(0.01, 2), '%')}`;
  if (share > 0.99995 && share < 1) return `>\u00a0${withUnit(formatNumber(99.99, 2), '%')}`;
  return withUnit(formatNumber(share * 100, 2), '%');
}

/** A share that is estimated: marked so, and in whole per cents, since no more is known. */
export function formatEstimate(share: number): string {
  const percent = Math.round(share * 100);
  if (share > 0 && percent === 0) return `<\u00a0${withUnit('1', '%')}`;
  if (share < 1 && percent === 100) return `>\u00a0${withUnit('99', '%')}`;
  return `≈\u00a0${withUnit(String(percent), '%')}`;
}

/** How much a share has changed, in percentage points. */
export function formatPoints(difference: number): string {
  const points = formatNumber(Math.abs(difference) * 100, 2);
  const sign = points === '0' ? '±' : difference > 0 ? '+' : '−';
  return withUnit(`${sign}${points}`, t('unit.points'));
}

export function formatDate(date: string): string {
  const [year, month, day] = date.slice(0, 10).split('-');
  if (!year || !month || !day) return date;
  return lang.value === 'vi' ? `${Number(day)}/${Number(month)}/${year}` : `${year}-${month}-${day}`;
}

/** The day before: a period that ends on a day does not hold it. */
export function dayBefore(date: string): string {
  const day = new Date(`${date.slice(0, 10)}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - 1);
  return day.toISOString().slice(0, 10);
}

/** The day that Hà Nội has at a moment, as the server takes it. */
export function dayInHanoi(moment_ms: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Ho_Chi_Minh' }).format(moment_ms);
}

/** A moment, by the clocks of Hà Nội. */
export function formatTime(moment_ms: number): string {
  const part = new Intl.DateTimeFormat('sv-SE', {
    dateStyle: 'short',
    timeStyle: 'short',
    timeZone: 'Asia/Ho_Chi_Minh',
  });
  const [date = '', time = ''] = part.format(moment_ms).split(' ');
  return `${time}, ${formatDate(date)}`;
}

export function formatDegrees(lon: number, lat: number): string {
  const part = (value: number) => formatNumber(value, 5, 5);
  return `${part(lat)}° ${t('geo.n')}, ${part(lon)}° ${t('geo.e')}`;
}

export function formatGrid(easting: number, northing: number): string {
  return `E ${formatNumber(easting, 1, 1)} · N ${formatNumber(northing, 1, 1)}`;
}
