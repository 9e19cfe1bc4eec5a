import type { ComponentChildren } from 'preact';
import type { Unit } from '../../api/communes.ts';
import type { FeatureRef } from '../../api/types.ts';
import { dayBefore, formatDate, formatNumber } from '../../i18n/format.ts';
import { inLang, t, tCode } from '../../i18n/t.ts';
import { openFeature } from '../../state.ts';
import { Notice } from '../../ui/Notice.tsx';
import { differenceText, km2 } from './area.ts';
import { shareText } from './flows.ts';

/** The official area beside the computed one, and what their difference means. */
export function Areas({ area }: { area: Unit['area'] }) {
  const sentence = inLang(area, 'sentence');
  return (
    <section class="areas">
      <h3>{t('page.areas')}</h3>
      <dl>
        <div data-area="official">
          <dt>{t('page.official')}</dt>
          <dd>{area.official_km2 === null ? t('value.notStated') : km2(area.official_km2)}</dd>
        </div>
        <div data-area="computed">
          <dt>{t('page.computed')}</dt>
          <dd>{area.computed_km2 === null ? t('value.unknown') : km2(area.computed_km2)}</dd>
        </div>
        <div data-area="difference">
          <dt>{t('page.difference')}</dt>
          <dd>{differenceText(area) ?? t('page.notComparable')}</dd>
        </div>
      </dl>
      {area.unsure ? (
        <Notice tone="caution">
          <p>{sentence ?? t('page.unsure')}</p>
        </Notice>
      ) : (
        sentence && <p class="fine">{sentence}</p>
      )}
    </section>
  );
}

export function About({ read }: { read: Unit }) {
  const { document } = read;
  const { district, district_code } = read;
  const from = formatDate(read.valid_from);
  const rows: [string, ComponentChildren][] = [
    [t('fact.code'), read.code],
    [
      t('page.district'),
      district && district_code ? (
        <Open place={{ collection: 'legacy-districts', id: district_code }}>{district}</Open>
      ) : (
        district
      ),
    ],
    [
      t('page.population'),
      read.population === null ? null : t('value.people', { n: formatNumber(read.population) }),
    ],
    [
      t('page.valid'),
      // The list of former units has a day of its own; since when each existed is not known.
      read.valid_to
        ? t('page.until', { until: formatDate(dayBefore(read.valid_to)), listed: from })
        : t('page.from', { from }),
    ],
  ];
  return (
    <section>
      <h3>{t('page.about')}</h3>
      <dl class="facts">
        {rows.map(
          ([label, value]) =>
            value && (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
        {document && (
          <div>
            <dt>{t('page.document')}</dt>
            <dd>
              {document.number}, {document.issuer}, {formatDate(document.issued_on)}
              {document.clause && `, ${t('flow.clause', { n: document.clause })}`}
              {inLang(document, 'title') && <small>{inLang(document, 'title')}</small>}
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

function Open({ place, children }: { place: FeatureRef; children: string }) {
  return (
    <button type="button" class="link-button" onClick={() => openFeature(place)}>
      {children}
    </button>
  );
}

export function Members({ members }: { members: Unit['members'] }) {
  if (members.length === 0) return null;
  return (
    <section class="members">
      <h3>{t('page.members', { n: members.length })}</h3>
      <ul>
        {members.map(({ code, full_name }) => (
          <li key={code}>
            <Open place={{ collection: 'legacy-communes', id: code }}>{full_name}</Open>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Clusters({ clusters, former }: { clusters: Unit['clusters']; former: boolean }) {
  if (clusters.length === 0 && former) return null;
  const has = (relation: string) => clusters.some((cluster) => cluster.relation === relation);
  return (
    <section class="clusters">
      <h3>{t('page.clusters', { n: clusters.length })}</h3>
      {clusters.length === 0 && <p class="empty">{t('page.noClusters')}</p>}
      <ul class="lines">
        {clusters.map(({ id, name, phase, relation, share }) => (
          <li key={id} data-relation={relation}>
            <Open place={{ collection: 'clusters', id }}>
              {phase ? `${name} (${t('fact.phase')} ${phase})` : name}
            </Open>
            <span>
              {tCode('relation', relation)}
              {relation === 'computed' && share !== null && `: ${shareText(share, 'estimated')}`}
            </span>
          </li>
        ))}
      </ul>
      {has('one_of') && <p class="fine">{t('cluster.oneOf')}</p>}
      {has('computed') && <p class="fine">{t('cluster.computed')}</p>}
    </section>
  );
}

export function Plants({ plants, clusters }: Pick<Unit, 'plants' | 'clusters'>) {
  if (plants.length === 0) return null;
  // A plant is no better placed than its cluster.
  const undecided = (id: string | null) =>
    clusters.some((cluster) => cluster.id === id && cluster.relation === 'one_of');
  return (
    <section class="plants">
      <h3>{t('page.plants', { n: plants.length })}</h3>
      <ul class="lines">
        {plants.map(({ id, name, cluster_id, cluster_name, condition }) => (
          <li key={id}>
            <Open place={{ collection: 'wastewater-plants', id }}>{name}</Open>
            <span>
              {condition && tCode('condition', condition)}
              {cluster_id && cluster_name && (
                <>
                  {' · '}
                  <Open place={{ collection: 'clusters', id: cluster_id }}>{cluster_name}</Open>
                </>
              )}
              {undecided(cluster_id) && ` · ${tCode('relation', 'one_of')}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function OlderNames({ names }: { names: Unit['older_names'] }) {
  if (names.length === 0) return null;
  return (
    <section class="older-names">
      <h3>{t('page.olderNames')}</h3>
      <ul>
        {names.map(({ name, kind, valid_to }) => {
          const whole = kind ? `${kind} ${name}` : name;
          return (
            <li key={whole}>
              {valid_to ? t('page.olderName', { name: whole, date: formatDate(dayBefore(valid_to)) }) : whole}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

export function Sources({ sources }: { sources: Unit['sources'] }) {
  if (sources.length === 0) return null;
  return (
    <section class="sources">
      <h3>{t('page.sources')}</h3>
      <ul>
        {sources.map(({ id, title, url, licence }) => (
          <li key={id}>
            {url ? (
              <a href={url} rel="external noopener">
                {title}
              </a>
            ) : (
              title
            )}
            {licence && <span class="fine">{t('legend.licence', { licence })}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
