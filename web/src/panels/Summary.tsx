import type { Feature } from '../api/types.ts';
import { inLang, type Key, t } from '../i18n/t.ts';
import { collections, type RegisterTable } from '../state.ts';
import { count, tally } from './rows.ts';

const facts: { property: string; label: Key }[] = [
  { property: 'established', label: 'fact.established' },
  { property: 'operating', label: 'fact.operating' },
  { property: 'infrastructure_complete', label: 'fact.infrastructure' },
  { property: 'commenced_2021_2025', label: 'fact.commenced' },
];

/** What the register can count, and what the plan counts without naming. */
export function Summary({ id, rows }: { id: RegisterTable; rows: Feature[] }) {
  if (id !== 'clusters') return null;
  return (
    <details class="summary">
      <summary>{t('summary.title')}</summary>
      <div>
        <ul>
          <li>{t('summary.clusters', { n: rows.length })}</li>
          <li>{t('summary.notConforming', { n: count(rows, 'declared_fit', 'not_conforming') })}</li>
          <li>
            {t('summary.wastewater', {
              assess: count(rows, 'wastewater_action', 'assess'),
              finish: count(rows, 'wastewater_action', 'finish'),
            })}
          </li>
          {facts.map((fact) => (
            <li key={fact.property}>
              {t('summary.fact', { fact: t(fact.label), ...tally(rows, fact.property) })}
            </li>
          ))}
        </ul>
        <StatedCounts />
      </div>
    </details>
  );
}

function StatedCounts() {
  const stated = collections.value.clusters?.stated_counts ?? [];
  if (stated.length === 0) return null;
  return (
    <section class="stated">
      <h3>{t('summary.stated')}</h3>
      <ul>
        {stated.map((each) => (
          <li key={each.id} data-stated={each.id}>
            <strong>{each.stated}</strong> {inLang(each, 'subject')} —{' '}
            {each.named === 0
              ? t('summary.noneNamed')
              : t('summary.named', { named: each.named, stated: each.stated })}{' '}
            <span class="fine">({[each.source, each.place].filter(Boolean).join(', ')})</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
