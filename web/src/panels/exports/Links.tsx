import { signal } from '@preact/signals';
import { t } from '../../i18n/t.ts';
import { config } from '../../state.ts';
import { copyText } from '../../ui/clipboard.ts';
import { Icon } from '../../ui/Icon.tsx';

const copied = signal<boolean | null>(null);

/** How QGIS reads the register itself, so that nothing has to be fetched again when it changes. */
export function Links() {
  const url = config.value?.public_url ?? location.origin;
  return (
    <details class="qgis">
      <summary>{t('qgis.title')}</summary>
      <p>{t('qgis.project')}</p>
      <p>
        <a class="button" href="/qgis/ccn-atlas.qlr" download>
          <Icon name="layers" />
          ccn-atlas.qlr
        </a>
      </p>
      <p>{t('qgis.address')}</p>
      <p class="row">
        <code>{url}</code>
        <button
          type="button"
          class="button"
          onClick={async () => {
            copied.value = await copyText(url);
          }}
        >
          <Icon name="copy" />
          {t('qgis.copy')}
        </button>
      </p>
      <p class="fine" role="status">
        {copied.value !== null && t(copied.value ? 'export.copied' : 'export.notCopied')}
      </p>
    </details>
  );
}
