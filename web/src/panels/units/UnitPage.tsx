import { itemUrl } from '../../api/client.ts';
import { isFormer, type Unit, unitUrl } from '../../api/communes.ts';
import type { Bbox, Feature, FeatureRef } from '../../api/types.ts';
import { dayInHanoi, formatDate } from '../../i18n/format.ts';
import { t, tCode } from '../../i18n/t.ts';
import { layers } from '../../layers/index.ts';
import { feature } from '../../live.ts';
import { showBbox } from '../../map/camera.ts';
import { extentOf } from '../../map/extent.ts';
import { closePanel, comparing, selection, toggleComparison } from '../../state.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Busy, ErrorNotice } from '../../ui/Notice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { BackToChoice, Certainty, Facts } from '../FeatureParts.tsx';
import { FlowList } from './FlowList.tsx';
import { heavierFirst } from './flows.ts';
import { asked, unit, unitError } from './read.ts';
import { About, Areas, Clusters, Members, OlderNames, Plants, Sources } from './sections.tsx';

/** All that is known of a commune, a former one or a former district, on one page. */
export function UnitPage() {
  const ref = selection.value;
  if (ref === null) return null;
  const read = unit.value?.asked === asked() ? unit.value.read : null;
  const shape = feature.value?.id === ref.id ? feature.value : null;
  const failed = unitError.value !== null;
  const known = String(shape?.properties.full_name ?? '');
  const title = read?.full_name || known || (failed ? t('feature.failed') : t('state.loading'));
  const place = [tCode('kind', ref.collection), read?.district].filter(Boolean).join(' · ');
  return (
    <Panel
      id="feature"
      title={title}
      eyebrow={place}
      onClose={closePanel}
      subject={`${ref.collection}/${ref.id}`}
    >
      <div class="unit-page">
        <BackToChoice />
        {failed && <ErrorNotice error={unitError.value} />}
        {!failed && !read && <Busy />}
        {(read || shape) && <Actions extent={read?.bbox ?? (shape && extentOf(shape.geometry))} />}
        {read ? (
          <Page read={read} place={ref} shape={shape} />
        ) : (
          shape && <Published shape={shape} place={ref} />
        )}
        <p class="fine">
          <code>{ref.id}</code>
          {shape && ` · ${t('feature.version', { n: String(shape.properties.row_version ?? '–') })}`} ·{' '}
          <a href={unitUrl(ref)}>JSON</a> · <a href={`${itemUrl(ref)}?f=json`}>GeoJSON</a>
        </p>
        <p class="paper-only">
          {t('print.made', {
            date: formatDate(dayInHanoi(Date.now())),
            url: `${location.origin}/#open=${ref.collection}/${ref.id}`,
          })}
        </p>
      </div>
    </Panel>
  );
}

function Page({ read, place, shape }: { read: Unit; place: FeatureRef; shape: Feature | null }) {
  const former = isFormer(place);
  return (
    <>
      <Areas area={read.area} />
      {shape && <Certainty shown={shape} place={place} />}
      <About read={read} />
      {place.collection === 'communes' && (
        <section class="predecessors">
          <h3>{t('page.predecessors')}</h3>
          <FlowList
            ends={[...read.predecessors].sort(heavierFirst)}
            lawEnds={read.only_in_law}
            former={false}
            linked="legacy-communes"
          />
        </section>
      )}
      {former && (
        <section class="successors">
          <h3>{t('page.successors')}</h3>
          <FlowList
            ends={[...read.successors].sort(heavierFirst)}
            lawEnds={read.only_in_law}
            former
            linked="communes"
          />
        </section>
      )}
      <Members members={read.members} />
      <Clusters clusters={read.clusters} former={former} />
      <Plants plants={read.plants} clusters={read.clusters} />
      <OlderNames names={read.older_names} />
      <Sources sources={read.sources} />
    </>
  );
}

/** What the collection says of the unit, where the page itself could not be read. */
function Published({ shape, place }: { shape: Feature; place: FeatureRef }) {
  const popup = layers.find((layer) => layer.id === place.collection)?.popup;
  if (!popup) return null;
  return (
    <>
      <Certainty shown={shape} place={place} />
      <Facts popup={popup} shown={shape} />
    </>
  );
}

function Actions({ extent }: { extent: Bbox | null }) {
  return (
    <p class="actions">
      {extent && (
        <button type="button" class="button" onClick={() => showBbox(extent)}>
          <Icon name="target" />
          {t('action.zoomTo')}
        </button>
      )}
      {!comparing.value && (
        <button type="button" class="button" onClick={toggleComparison}>
          <Icon name="swipe" />
          {t('page.compare')}
        </button>
      )}
      <button type="button" class="button" onClick={() => print()}>
        <Icon name="print" />
        {t('page.print')}
      </button>
    </p>
  );
}
