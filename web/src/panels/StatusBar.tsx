import { serverAway } from '../api/client.ts';
import { formatDegrees, formatGrid, formatNumber } from '../i18n/format.ts';
import { inLang, t, tCode } from '../i18n/t.ts';
import { screenScale } from '../map/scale.ts';
import { toGrid } from '../map/vn2000.ts';
import { boundaries, centre, cursor, legendOpen, mapBusy, toggleLegend, view } from '../state.ts';
import './StatusBar.css';

/** Whose coordinates: the pointer's, or the middle of the map's where there is no pointer. */
export function StatusBar() {
  const at = cursor.value ?? centre.value;
  const { easting, northing } = toGrid(at);
  const zoom = view.value?.zoom;
  return (
    <footer class="status-bar">
      <BoundaryLine />
      <p class="position">
        <span class="label">{t(cursor.value ? 'status.cursor' : 'status.centre')}</span>{' '}
        <span>
          VN-2000 <b>{formatGrid(easting, northing)}</b>
        </span>{' '}
        <span>
          WGS 84 <b>{formatDegrees(at.lon, at.lat)}</b>
        </span>
      </p>
      {zoom !== undefined && (
        <p class="scale">
          {t('status.scale', { scale: formatNumber(round(screenScale(centre.value, zoom))) })}
        </p>
      )}
      <p class="loading" role="status">
        {mapBusy.value && !serverAway.value ? t('status.drawing') : ''}
      </p>
    </footer>
  );
}

/** Two significant digits: a screen's own pixel size is not known better. */
function round(scale: number): number {
  const unit = 10 ** (Math.floor(Math.log10(scale)) - 1);
  return Math.round(scale / unit) * unit;
}

function BoundaryLine() {
  const known = boundaries.value;
  if (!known) return null;
  const text = known.loading
    ? t('boundaries.loading', { done: known.loading.done, total: known.loading.total })
    : `${t('boundaries.short')}: ${tCode('certainty', known.boundary_certainty).toLowerCase()}. ${inLang(known, 'statement')}`;
  return (
    <p class="boundary-line" role="status" data-certainty={known.boundary_certainty}>
      <button
        type="button"
        class="link-button"
        title={inLang(known, 'statement') ?? undefined}
        onClick={() => legendOpen.value || toggleLegend()}
      >
        {text}
      </button>
    </p>
  );
}
