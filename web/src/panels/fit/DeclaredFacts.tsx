import type { Declared, Fit } from '../../api/fit-types.ts';
import { formatArea, formatNumber, formatShare, withUnit } from '../../i18n/format.ts';
import { t, tCode } from '../../i18n/t.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Illustrative } from './Badge.tsx';

/** What papers say beside what is computed. */
export function DeclaredFacts({ fit }: { fit: Fit }) {
  const { declared } = fit;
  const illustrative = fit.plan.synthetic;
  if (!declared) return null;
  return (
    <section class="declared">
      <h3>{t('declared.title')}</h3>
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">{t('declared.declared')}</th>
            <th scope="col">{t('declared.computed')}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{t('declared.fit')}</th>
            <td>{tCode('fit', declared.fit)}</td>
            <td>
              {tCode('verdict', fit.verdict)} {illustrative && <Illustrative />}
              <Agrees value={declared.fit_agrees} illustrative={illustrative} />
            </td>
          </tr>
          <tr>
            <th scope="row">{t('declared.area')}</th>
            <td>
              {declared.area_ha === null
                ? t('value.notStated')
                : withUnit(formatNumber(declared.area_ha, 4), 'ha')}
            </td>
            <td>
              {formatArea(fit.area_m2)}
              <span class="fine">{areaSaid(declared)}</span>
            </td>
          </tr>
          <tr>
            <th scope="row">{t('declared.commune')}</th>
            <td>{declared.commune_name ?? t('value.notStated')}</td>
            <td>
              {declared.commune_share === null
                ? '–'
                : t('declared.within', { share: formatShare(declared.commune_share) })}
              <Agrees value={declared.commune_agrees} illustrative={illustrative} />
            </td>
          </tr>
        </tbody>
      </table>
    </section>
  );
}

/** A footprint drawn from the declared area says nothing of that area. */
export function areaSaid({
  area_ha,
  area_comparable,
  area_factor,
  area_difference_m2,
}: Pick<Declared, 'area_ha' | 'area_comparable' | 'area_factor' | 'area_difference_m2'>): string {
  if (area_ha === null) return '';
  if (!area_comparable) return t('declared.notComparable');
  if (area_factor === null || area_difference_m2 === null) return '';
  const sign = area_difference_m2 < 0 ? '−' : '+';
  return t('declared.factor', {
    factor: formatNumber(area_factor, 4, 2),
    difference: `${sign}${formatArea(Math.abs(area_difference_m2))}`,
  });
}

export function Agrees({ value, illustrative }: { value: boolean | null; illustrative: boolean }) {
  const name = value === null ? 'unknown' : value ? 'yes' : 'no';
  const marked = illustrative && value !== null;
  return (
    <span class={`known known-${marked ? 'unknown' : name}`} data-illustrative={marked}>
      <Icon name={name} />
      {tCode('agrees', name)} {marked && <Illustrative />}
    </span>
  );
}
