import { computed } from '@preact/signals';
import { isUnit } from '../api/communes.ts';
import { lang } from '../i18n/lang.ts';
import { inLang, t, tCode } from '../i18n/t.ts';
import { layers } from '../layers/index.ts';
import type { MapLayer } from '../layers/layer.ts';
import { provenanceOf } from '../layers/provenance.ts';
import {
  boundaries,
  collections,
  comparing,
  openExport,
  shownLayers,
  toggleLayer,
  toggleLegend,
  verdictTheme,
} from '../state.ts';
import { Notice } from '../ui/Notice.tsx';
import { Panel } from '../ui/Panel.tsx';
import { Swatch } from '../ui/Swatch.tsx';
import { VerdictLegend } from './fit/load.ts';
import './LayerPanel.css';

/** In the order in which a reader meets them: what lies on top comes first. */
const listed = computed(() => [...layers].reverse());

export function LayerPanel() {
  return (
    <Panel id="layers" title={t('legend.title')} onClose={toggleLegend}>
      <BoundaryNotice />
      {comparing.value && <p class="fine">{t('legend.comparing')}</p>}
      {listed.value.map((layer) => (
        <LayerItem key={layer.id} layer={layer} />
      ))}
      <p class="fine">
        <a href="/collections">{t('legend.data')}</a> · <a href="/style.json">style.json</a> ·{' '}
        <a href="/api">API</a> · <a href="/licences.txt">{t('legend.licences')}</a>
      </p>
    </Panel>
  );
}

function LayerItem({ layer }: { layer: MapLayer }) {
  const shown = shownLayers.value.has(layer.id);
  const settled = comparing.value && isUnit({ collection: layer.id, id: '' });
  const collection = collections.value[layer.id];
  return (
    <section class="layer-item">
      <label>
        <input type="checkbox" checked={shown} disabled={settled} onChange={() => toggleLayer(layer.id)} />
        <span>{t(layer.title)}</span>
        {collection && <span class="count">{collection.itemCount}</span>}
      </label>
      {shown && (
        <>
          {layer.id === 'clusters' && <ThemeSwitch />}
          {layer.id === 'clusters' && verdictTheme.value ? (
            <VerdictLegend />
          ) : (
            <ul class="legend">
              {layer.legend.map((entry) => (
                <li key={entry.label}>
                  <Swatch swatch={entry.swatch} />
                  {t(entry.label)}
                </li>
              ))}
            </ul>
          )}
          <details>
            <summary>{t('legend.provenance')}</summary>
            {provenanceOf(layer).map((line) => (
              <p key={line}>{line}</p>
            ))}
            {collection?.licence && <p>{t('legend.licence', { licence: collection.licence })}</p>}
            <p>
              <button
                type="button"
                class="link-button"
                onClick={() => openExport({ collection: layer.id, tableRows: false })}
              >
                {t('legend.download')}
              </button>{' '}
              · <a href={`/collections/${layer.id}/items?f=json`}>GeoJSON</a>
            </p>
          </details>
        </>
      )}
    </section>
  );
}

/** The clusters' colours tell what is declared, unless the reader asks for what is computed. */
function ThemeSwitch() {
  return (
    <label class="theme-switch">
      <input
        type="checkbox"
        checked={verdictTheme.value}
        onChange={() => {
          verdictTheme.value = !verdictTheme.value;
        }}
      />
      <span>{t('theme.byVerdict')}</span>
    </label>
  );
}

/** Where the commune boundaries come from and what they are worth; while better ones load, how far that is. */
export function BoundaryNotice() {
  const known = boundaries.value;
  if (!known) return null;
  const { loading } = known;
  return (
    <Notice tone={known.boundary_certainty === 'indicative' ? 'caution' : 'info'}>
      <p lang={lang.value}>
        <strong>{tCode('certainty', known.boundary_certainty)}.</strong> {inLang(known, 'statement')}
      </p>
      {loading && (
        <p role="status">
          {t('boundaries.loading', { done: loading.done, total: loading.total })}
          <progress max={loading.total} value={loading.done} aria-label={t('boundaries.progress')} />
        </p>
      )}
    </Notice>
  );
}
