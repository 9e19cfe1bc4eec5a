import { serverAway } from '../api/client.ts';
import { t } from '../i18n/t.ts';
import { collections, mapFailed } from '../state.ts';
import { Notice } from '../ui/Notice.tsx';

/** What the reader must know before trusting the picture: the server is away, the map is broken, nothing is loaded. */
export function Banner() {
  if (serverAway.value) {
    return (
      <div class="banner">
        <Notice tone="error">
          <strong>{t('error.away')}</strong> {t('error.awayHelp')}
        </Notice>
      </div>
    );
  }
  if (mapFailed.value !== null) {
    return (
      <div class="banner">
        <Notice tone="error">
          <strong>{t('error.map')}</strong> {mapFailed.value}
        </Notice>
      </div>
    );
  }
  if (collections.value.clusters?.itemCount === 0) {
    return (
      <div class="banner">
        <Notice tone="caution">{t('state.noClusters')}</Notice>
      </div>
    );
  }
  return null;
}
