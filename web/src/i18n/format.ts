import type { Lang } from '../api/types.ts';
import { lang } from './lang.ts';
import { t } from './t.ts';

const locale: Record<Lang, string> = { vi: 'vi-VN', en: 'en-GB' };

export function formatNumber(value: number, digits = 0, least = 0): string {
  const options = { maximumFractionDigits: digits, minimumFractionDigits: Math.min(least, digits) };
  return new Intl.NumberFormat(locale[lang.value], options).format(value);
}

/** A length for people: metres below one kilometre, kilometres above. */
export function formatLength(length_m: number): string {
  if (length_m < 1000) return `${formatNumber(length_m, 1)} m`;
  return `${formatNumber(length_m / 1000, 3)} km`;
}

/** An area for people: square metres below one hectare, hectares up to 1,000, then square kilometres. */
export function formatArea(area_m2: number): string {
  if (area_m2 < 10_000) return `${formatNumber(area_m2, 1)} m²`;
  if (area_m2 < 10_000_000) return `${formatNumber(area_m2 / 10_000, 2)} ha`;
  return `${formatNumber(area_m2 / 1_000_000, 2)} km²`;
}

export function formatDate(date: string): string {
  const [year, month, day] = date.slice(0, 10).split('-');
  if (!year || !month || !day) return date;
  return lang.value === 'vi' ? `${Number(day)}/${Number(month)}/${year}` : `${year}-${month}-${day}`;
}

export function formatDegrees(lon: number, lat: number): string {
  const part = (value: number) => formatNumber(value, 5, 5);
  return `${part(lat)}° ${t('geo.n')}, ${part(lon)}° ${t('geo.e')}`;
}

export function formatGrid(easting: number, northing: number): string {
  return `E ${formatNumber(easting, 1, 1)} · N ${formatNumber(northing, 1, 1)}`;
}
