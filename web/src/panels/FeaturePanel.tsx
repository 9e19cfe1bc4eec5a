import type { ComponentChildren } from 'preact';
import { itemUrl } from '../api/client.ts';
import type { Citation, Feature, FeatureRef } from '../api/types.ts';
import { hasText, inLang, t, tCode } from '../i18n/t.ts';
import { flagsOf } from '../layers/facts.ts';
import { layers } from '../layers/index.ts';
import type { Fact, Popup, Value } from '../layers/layer.ts';
import { feature, featureError } from '../live.ts';
import { showBbox } from '../map/camera.ts';
import { extentOf } from '../map/extent.ts';
import { candidates, closePanel, judgeCluster, openFeature, panel, selection } from '../state.ts';
import { Icon } from '../ui/Icon.tsx';
import { Known } from '../ui/Known.tsx';
import { Busy, ErrorNotice, Notice } from '../ui/Notice.tsx';
import { Panel } from '../ui/Panel.tsx';
import './FeaturePanel.css';

export function FeaturePanel() {
  const ref = selection.value;
  if (ref === null) return null;
  const read = feature.value;
  const popup = layers.find((layer) => layer.id === ref.collection)?.popup;
  if (!read || read.id !== ref.id || !popup) {
    const title = featureError.value ? t('feature.failed') : t('state.loading');
    return (
      <Panel id="feature" title={title} onClose={closePanel} subject={ref.id}>
        {featureError.value ? <ErrorNotice error={featureError.value} /> : <Busy />}
      </Panel>
    );
  }
  const { title, subtitle } = popup;
  return (
    <Panel
      id="feature"
      title={title(read.properties)}
      eyebrow={subtitle(read.properties)}
      onClose={closePanel}
      subject={read.id}
    >
      <BackToChoice />
      <Actions shown={read} place={ref} />
      <Certainty shown={read} place={ref} />
      <Flags flags={flagsOf(read.properties)} />
      <Facts popup={popup} shown={read} />
      <Note text={inLang(read.properties, 'note')} />
      <Sources citations={(read.properties.citations ?? []) as Citation[]} />
      <p class="fine">
        <code>{read.id}</code> · {t('feature.version', { n: String(read.properties.row_version ?? '–') })} ·{' '}
        <a href={`${itemUrl(ref)}?f=json`}>GeoJSON</a>
      </p>
    </Panel>
  );
}

function BackToChoice() {
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

function Actions({ shown, place }: { shown: Feature; place: FeatureRef }) {
  const extent = extentOf(shown.geometry);
  return (
    <p class="actions">
      {extent && (
        <button type="button" class="button" onClick={() => showBbox(extent)}>
          <Icon name="target" />
          {t('action.zoomTo')}
        </button>
      )}
      {place.collection === 'clusters' && (
        <button type="button" class="button" onClick={() => judgeCluster(place.id)}>
          <Icon name="fit" />
          {t('action.judge')}
        </button>
      )}
      <a class="button" href={`${itemUrl(place)}?f=json`}>
        GeoJSON
      </a>
    </p>
  );
}

function Certainty({ shown, place }: { shown: Feature; place: FeatureRef }) {
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

function Flags({ flags }: { flags: string[] }) {
  if (flags.length === 0) return null;
  return (
    <section class="flags">
      <h3>{t('feature.flags')}</h3>
      <ul>
        {flags.map((flag) => (
          <li key={flag} data-flag={flag}>
            <Icon name="caution" />
            <span>{tCode('flag', flag)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Facts({ popup, shown }: { popup: Popup; shown: Feature }) {
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
    <ul class="refs">
      {value.refs.map(({ ref, text }) => (
        <li key={ref.id}>
          <button type="button" class="link-button" onClick={() => openFeature(ref)}>
            {text}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Note({ text }: { text: string | null }) {
  if (text === null) return null;
  return (
    <section>
      <h3>{t('feature.note')}</h3>
      <p>{text}</p>
    </section>
  );
}

function Sources({ citations }: { citations: Citation[] }) {
  if (citations.length === 0) return null;
  return (
    <section class="sources">
      <h3>{t('feature.sources')}</h3>
      <ul>
        {citations.map((citation, index) => (
          <li key={index}>
            <strong>{propertyName(citation.property)}</strong>
            {citation.as_written && <span>{citation.as_written}</span>}
            <span>
              {citation.source_url ? (
                <a href={citation.source_url} rel="external noopener">
                  {citation.source_title}
                </a>
              ) : (
                citation.source_title
              )}
              {citation.place && `, ${citation.place}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function propertyName(property: string): string {
  return tCode('property', property) === property
    ? property.replaceAll('_', ' ')
    : tCode('property', property);
}
