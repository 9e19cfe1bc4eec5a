import { signal } from '@preact/signals';
import type { ImportSummary } from '../../api/imports.ts';
import { formatBytes, formatTime } from '../../i18n/format.ts';
import { t, tCode } from '../../i18n/t.ts';
import { busy, open, remove } from './work.ts';

const asked = signal<string | null>(null);

/** What was brought with this token before: drafts, which expire, and what has been published. */
export function List({ imports }: { imports: ImportSummary[] }) {
  return (
    <section class="mine" aria-labelledby="import-mine">
      <h3 id="import-mine">{t('import.mine')}</h3>
      {imports.length === 0 && <p class="empty">{t('import.mineNone')}</p>}
      <ul>
        {imports.map((each) => (
          <li key={each.id} data-state={each.state}>
            <p>
              <button type="button" class="link-button" disabled={busy.value} onClick={() => open(each.id)}>
                {each.file.name}
              </button>{' '}
              <StateBadge state={each.state} />
            </p>
            <p class="fine">
              {tCode('importKind', each.collection)} · {formatBytes(each.file.size_bytes)} · {each.by} ·{' '}
              {whenOf(each)}
            </p>
            {isStaged(each) && <Remove id={each.id} name={each.file.name} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

export const isStaged = ({ state }: Pick<ImportSummary, 'state'>) => state === 'asks' || state === 'checked';

/** When it was last of consequence, or until when a draft is kept. */
export function whenOf(each: ImportSummary): string {
  const at = (text: string) => formatTime(Date.parse(text));
  if (each.undone_at) return t('import.undoneAt', { time: at(each.undone_at) });
  if (each.published_at) return t('import.publishedAt', { time: at(each.published_at) });
  return t('import.keptUntil', { time: at(each.expires_at) });
}

export function StateBadge({ state }: Pick<ImportSummary, 'state'>) {
  return (
    <span class="state-badge" data-state={state}>
      {tCode('importState', state)}
    </span>
  );
}

/** Throws a draft away, once the reader has said so twice. */
export function Remove({ id, name }: { id: string; name: string }) {
  if (asked.value !== id) {
    return (
      <button
        type="button"
        class="link-button"
        aria-label={t('import.removeNamed', { name })}
        disabled={busy.value}
        onClick={() => {
          asked.value = id;
        }}
      >
        {t('import.remove')}
      </button>
    );
  }
  return (
    <p class="actions" role="status">
      <span>{t('import.removeSure')}</span>
      <button
        type="button"
        class="button"
        onClick={() => {
          asked.value = null;
          void remove(id);
        }}
      >
        {t('import.remove')}
      </button>
      <button
        type="button"
        class="button"
        onClick={() => {
          asked.value = null;
        }}
      >
        {t('import.keep')}
      </button>
    </p>
  );
}
