import type { ImportDocument } from '../../api/imports.ts';
import { formatBytes, formatNumber, formatTime } from '../../i18n/format.ts';
import { hasText, inLang, t, tCode } from '../../i18n/t.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Changes } from './Changes.tsx';
import { Crs } from './Crs.tsx';
import { asksWhich } from './clusters.ts';
import { Defects } from './Defects.tsx';
import { findField } from './ImportPanel.tsx';
import { isStaged, Remove, StateBadge } from './List.tsx';
import { Mapping } from './Mapping.tsx';
import { Finished, Hindrance } from './Publish.tsx';
import { Reading, Settings } from './Settings.tsx';
import { Suggestions, Which } from './Which.tsx';
import { close, doing } from './work.ts';

/** One file that was brought: what it is, how it is read, what is wrong with it, and what it would change. */
export function Document({ document }: { document: ImportDocument }) {
  const draft = isStaged(document);
  return (
    <div class="import-document" aria-busy={doing.value !== null}>
      <p>
        <button type="button" class="link-button" onClick={close}>
          <Icon name="back" />
          {t('import.back')}
        </button>
      </p>
      <FileFacts document={document} />
      <p class="visually-hidden" role="status">
        {doing.value && tCode('importDoing', doing.value)}
      </p>
      {draft ? (
        <>
          <Asks document={document} />
          <Reading document={document} />
          <Which key={`which/${document.id}`} document={document} />
          <Crs document={document} />
          <Mapping key={document.id} document={document} />
          <Settings document={document} />
          <Counts document={document} />
          <Defects document={document} />
          <Changes document={document} />
          <Hindrance document={document} />
          <Suggestions />
          <footer>
            <p class="fine">{t('import.expires', { time: formatTime(Date.parse(document.expires_at)) })}</p>
            <Remove id={document.id} name={document.file.name} />
          </footer>
        </>
      ) : (
        <>
          <Finished document={document} />
          {document.state !== 'undone' && <Counts document={document} />}
          <Changes document={document} />
        </>
      )}
    </div>
  );
}

function FileFacts({ document }: { document: ImportDocument }) {
  const { file } = document;
  return (
    <section class="file-facts">
      <h3>
        {file.name} <StateBadge state={document.state} />
      </h3>
      <p class="fine">
        {tCode('importKind', document.collection)} · {tCode('importFormat', document.format)} ·{' '}
        {formatBytes(file.size_bytes)} · {t('import.rows', { n: formatNumber(document.counts.rows) })} ·{' '}
        {document.by}
      </p>
      <details>
        <summary>SHA-256</summary>
        <code>{file.sha256}</code>
      </details>
    </section>
  );
}

/** What is still to be answered, each a way to where it is answered. */
function Asks({ document }: { document: ImportDocument }) {
  if (document.asks.length === 0) return null;
  return (
    <Notice tone="caution">
      <strong>{t('import.asks')}</strong>
      <ul class="asks">
        {document.asks.map((ask) => (
          <li key={ask}>
            <button type="button" class="link-button" onClick={() => findField(ask)?.focus()}>
              {textOf(ask, document)}
            </button>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function textOf(ask: string, document: ImportDocument): string {
  const [, property] = /^(?:mapping|values)\.(.+)$/.exec(ask) ?? [];
  if ((property === 'name' || property === 'id') && asksWhich(document)) return t('importAsk.which');
  const mapped = document.mapping.find((each) => each.property === property);
  if (mapped) return t('import.asksField', { name: inLang(mapped, 'title') ?? mapped.property });
  return hasText(`importAsk.${ask}`) ? tCode('importAsk', ask) : ask;
}

const always = ['replace', 'add', 'same', 'errors', 'warnings'] as const;

function Counts({ document: { counts } }: { document: ImportDocument }) {
  const counted = counts.skipped ? ([...always, 'skipped'] as const) : always;
  return (
    <dl class="counts">
      {counted.map((name) => (
        <div key={name} data-count={name} data-none={!counts[name]}>
          <dt>{tCode('importCount', name)}</dt>
          <dd>{formatNumber(counts[name] ?? 0)}</dd>
        </div>
      ))}
    </dl>
  );
}
