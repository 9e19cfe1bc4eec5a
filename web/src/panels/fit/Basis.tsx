import { clusterFitUrl } from '../../api/fit.ts';
import type { Fit, Threshold } from '../../api/fit-types.ts';
import { formatDate } from '../../i18n/format.ts';
import { inLang, t } from '../../i18n/t.ts';
import { planChoice } from '../../state.ts';
import { amount } from './Findings.tsx';

/** Every limit that was applied, where it is written, and whether that was read in the paper itself. */
export function Thresholds({ fit }: { fit: Fit }) {
  return (
    <details class="thresholds">
      <summary>{t('basis.thresholds', { n: fit.thresholds.length })}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('basis.rule')}</th>
            <th scope="col" class="number">
              {t('basis.value')}
            </th>
            <th scope="col">{t('basis.article')}</th>
          </tr>
        </thead>
        <tbody>
          {fit.thresholds.map((limit) => (
            <tr key={limit.rule} data-rule={limit.rule}>
              <th scope="row">{inLang(limit, 'title')}</th>
              <td class="number">{amount(limit.value, limit.unit)}</td>
              <td>
                <Paper limit={limit} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function Paper({ limit }: { limit: Threshold }) {
  const paper = [limit.article, limit.decision].filter(Boolean).join(', ');
  if (paper === '') return t('basis.convention');
  const from = formatDate(limit.valid_from);
  return (
    <>
      {paper}
      <span class="fine">
        {t(limit.verified ? 'basis.verified' : 'basis.secondHand')} ·{' '}
        {limit.valid_to
          ? t('value.fromTo', { from, to: formatDate(limit.valid_to) })
          : t('basis.from', { date: from })}
      </span>
    </>
  );
}

/** The versions of all that went in: with them the same answer can be had again. */
export function Basis({ fit }: { fit: Fit }) {
  const from = fit.computed_from;
  const versions = (all: [string, number][]) => all.map(([id, n]) => `${id} (${n})`).join(', ') || '–';
  return (
    <details class="basis">
      <summary>{t('basis.title')}</summary>
      <dl class="facts">
        <div>
          <dt>{t('basis.program')}</dt>
          <dd>CCN Atlas {from.program}</dd>
        </div>
        <div>
          <dt>{t('basis.crs')}</dt>
          <dd>{fit.crs}</dd>
        </div>
        <div>
          <dt>{t('basis.communes')}</dt>
          <dd>
            {versions(from.communes)}
            {from.communes_source !== null && (
              <span class="fine"> {t('basis.communesSource', { source: from.communes_source })}</span>
            )}
          </dd>
        </div>
        <div>
          <dt>{t('basis.zones')}</dt>
          <dd>{versions(from.zones)}</dd>
        </div>
        <div>
          <dt>{t('basis.constraints')}</dt>
          <dd>{versions(from.constraints)}</dd>
        </div>
        <div>
          <dt>{t('basis.rules')}</dt>
          <dd>{versions(from.rules)}</dd>
        </div>
        <div>
          <dt>SHA-256</dt>
          <dd>
            <code>{from.sha256}</code>
          </dd>
        </div>
      </dl>
      {fit.subject.id !== null && (
        <p class="fine">
          <a href={clusterFitUrl(fit.subject.id, planChoice.value, 'json')}>JSON</a> ·{' '}
          <a href={clusterFitUrl(fit.subject.id, planChoice.value, 'geojson')}>GeoJSON</a> ·{' '}
          <a href="/fit/schema">{t('extract.schema')}</a>
          {fit.plan.synthetic && ` · ${t('plan.invented')}`}
        </p>
      )}
    </details>
  );
}
