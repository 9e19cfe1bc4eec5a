import { itemUrl } from '../api/client.ts';
import { isUnit } from '../api/communes.ts';
import type { Citation, Feature, FeatureRef } from '../api/types.ts';
import { inLang, t, tCode } from '../i18n/t.ts';
import { flagsOf } from '../layers/facts.ts';
import { layers } from '../layers/index.ts';
import { feature, featureError } from '../live.ts';
import { showBbox } from '../map/camera.ts';
import { extentOf } from '../map/extent.ts';
import { closePanel, judgeCluster, selection } from '../state.ts';
import { Icon } from '../ui/Icon.tsx';
import { Busy, ErrorNotice } from '../ui/Notice.tsx';
import { Panel } from '../ui/Panel.tsx';
import { BackToChoice, Certainty, Facts } from './FeatureParts.tsx';
import { UnitPage } from './units/load.tsx';
import './FeaturePanel.css';

export function FeaturePanel() {
  const ref = selection.value;
  if (ref === null) return null;
  if (isUnit(ref)) return <UnitPage />;
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
