import { t } from '../i18n/t.ts';
import { showAll, zoomBy } from '../map/camera.ts';
import { Icon } from '../ui/Icon.tsx';

export function MapButtons() {
  return (
    <div class="map-buttons">
      <button type="button" aria-label={t('map.zoomIn')} onClick={() => zoomBy(1)}>
        <Icon name="plus" />
      </button>
      <button type="button" aria-label={t('map.zoomOut')} onClick={() => zoomBy(-1)}>
        <Icon name="minus" />
      </button>
      <button type="button" aria-label={t('map.showAll')} onClick={showAll}>
        <Icon name="home" />
      </button>
    </div>
  );
}
