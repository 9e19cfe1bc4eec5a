import type { Unit } from '../../api/communes.ts';
import { formatNumber, withUnit } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

export const km2 = (area_km2: number) => withUnit(formatNumber(area_km2, 2, 2), t('unit.km2'));

/** How far the computed area is from the official one, in km² and per cent of the latter; null where it says nothing. */
export function differenceText({ official_km2, difference_km2, comparable }: Unit['area']): string | null {
  if (!comparable || official_km2 === null || difference_km2 === null) return null;
  const signed = (value: number, digits: number) => {
    const number = formatNumber(Math.abs(value), digits, digits);
    if (!/[1-9]/.test(number)) return `±${number}`;
    return `${value > 0 ? '+' : '−'}${number}`;
  };
  const area = withUnit(signed(difference_km2, 2), t('unit.km2'));
  if (official_km2 === 0) return area;
  return `${area} (${withUnit(signed((difference_km2 / official_km2) * 100, 1), '%')})`;
}
