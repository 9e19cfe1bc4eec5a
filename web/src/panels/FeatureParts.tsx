import type { ComponentChildren } from 'preact';
import type { Feature, FeatureRef } from '../api/types.ts';
import { hasText, t, tCode } from '../i18n/t.ts';
import type { Fact, Popup, Value } from '../layers/layer.ts';
import { candidates, openFeature, panel, selection } from '../state.ts';
import { Icon } from '../ui/Icon.tsx';
import { Known } from '../ui/Known.tsx';
import { Notice } from '../ui/Notice.tsx';

/** What the panel of a feature and the page of a unit have in common. */

export function BackToChoice() {
  if (candidates.value.length === 0) return null;
  const goBack = () => {
    selection.value = null;
    panel.value = 'choose';
  };
  return (
    <button type="button" class="link-button" onClick={goBack}>
      <Icon name="back" />
      {t('choose.back', { n: candidates.value.length })}
    </button>
  );
}

export function Certainty({ shown, place }: { shown: Feature; place: FeatureRef }) {
  const certainty = String(shown.properties.boundary_certainty ?? '');
  const synthetic = shown.properties.synthetic === true;
  const specific = `certainty.${certainty}.${place.collection}`;
  return (
    <div class="certainty" data-certainty={certainty}>
      <Notice tone={certainty === 'indicative' || synthetic ? 'caution' : 'info'}>
        <p>
          <strong>{tCode('certainty', certainty)}.</strong>{' '}
          {hasText(specific) ? t(specific) : tCode('certaintyText', certainty)}
        </p>
        {synthetic && <p>{t('feature.synthetic')}</p>}
      </Notice>
    </div>
  );
}

export function Facts({ popup, shown }: { popup: Popup; shown: Feature }) {
  const groups: { heading: string; facts: Fact[] }[] = [];
  for (const item of popup.facts) {
    if (typeof item === 'string') groups.push({ heading: t(item), facts: [] });
    else {
      if (groups.length === 0) groups.push({ heading: t('group.facts'), facts: [] });
      groups.at(-1)?.facts.push(item);
    }
  }
  return (
    <>
      {groups.map((group) => (
        <section key={group.heading}>
          <h3>{group.heading}</h3>
          <dl class="facts">
            {group.facts.map((fact) => {
              const value = fact.value(shown.properties);
              return value === null ? null : (
                <div key={fact.label}>
                  <dt>{t(fact.label)}</dt>
                  <dd>{showValue(value)}</dd>
                </div>
              );
            })}
          </dl>
        </section>
      ))}
    </>
  );
}

function showValue(value: Value): ComponentChildren {
  if (value === null || typeof value === 'string') return value;
  if ('known' in value) return <Known value={value.known} />;
  return (
    <>
      <ul class="refs">
        {value.refs.map(({ ref, text }) => (
          <li key={ref.id}>
            <button type="button" class="link-button" onClick={() => openFeature(ref)}>
              {text}
            </button>
          </li>
        ))}
      </ul>
      {value.note && <p class="fine">{value.note}</p>}
    </>
  );
}
