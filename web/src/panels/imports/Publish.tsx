import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ImportDocument } from '../../api/imports.ts';
import { formatDate, formatNumber, formatTime } from '../../i18n/format.ts';
import { t, tCode } from '../../i18n/t.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Busy, Notice } from '../../ui/Notice.tsx';
import { busy, doing, publish, undo } from './work.ts';

type Step = 'publish' | 'undo';
/** The step that the reader is asked about: which, and of which import. */
const asked = signal<string | null>(null);

export function isReady({ state, counts }: ImportDocument): boolean {
  return state === 'checked' && counts.errors === 0 && counts.add + counts.replace > 0;
}

/** Why it cannot be published yet. */
export function Hindrance({ document }: { document: ImportDocument }) {
  const { counts } = document;
  if (isReady(document)) return null;
  const reason = document.state === 'asks' ? 'asks' : counts.errors > 0 ? 'errors' : 'nothing';
  return (
    <section class="publish" aria-labelledby="import-publish">
      <h3 id="import-publish">{t('publish.title')}</h3>
      <p>{tCode('publishHindrance', reason)}</p>
    </section>
  );
}

/** Puts what is staged into the register, after saying what that will change. */
export function Publish({ document }: { document: ImportDocument }) {
  return (
    <section class="publish" aria-label={t('publish.title')}>
      {doing.value === 'publishing' && <Busy text={t('importDoing.publishing')} />}
      <Confirmed
        id={`publish/${document.id}`}
        step="publish"
        text={whatChanges(document)}
        onConfirm={publish}
        primary
      />
    </section>
  );
}

/** What publishing does, in words: how many features, since when, and how sure their boundaries are said to be. */
export function whatChanges({ counts, settings, collection }: ImportDocument): string {
  const kind = tCode('importKind', collection);
  const parts = [
    counts.replace > 0 && t('publish.replace', { n: formatNumber(counts.replace) }),
    counts.add > 0 && t('publish.add', { n: formatNumber(counts.add) }),
    counts.same > 0 && t('publish.same', { n: formatNumber(counts.same) }),
    counts.skipped && t('publish.skipped', { n: formatNumber(counts.skipped) }),
  ].filter((part) => typeof part === 'string');
  const since = settings.valid_from
    ? t('publish.since', { date: formatDate(settings.valid_from) })
    : t('publish.corrects');
  const certainty = tCode('certainty', settings.boundary_certainty).toLowerCase();
  const marked = t('publish.certainty', { certainty });
  const warned = counts.warnings > 0 && t('publish.warnings', { n: formatNumber(counts.warnings) });
  return [`${kind}: ${parts.join('; ')}.`, warned, since, marked].filter((part) => part !== false).join(' ');
}

/** What has been published, or taken back, and the one step that is left. */
export function Finished({ document }: { document: ImportDocument }) {
  const undone = document.state === 'undone';
  const section = useRef<HTMLElement>(null);
  // The button that led here is gone: the reader's place is with what came of it.
  useEffect(() => {
    section.current?.focus();
    section.current?.scrollIntoView({ block: 'nearest' });
  }, [document.state]);
  const at = undone ? document.undone_at : document.published_at;
  return (
    <section ref={section} class="publish" tabIndex={-1} aria-label={tCode('importState', document.state)}>
      <Notice tone="info">
        <p role="status">
          <strong>
            {t(undone ? 'publish.undone' : 'publish.published', {
              time: at ? formatTime(Date.parse(at)) : '–',
            })}
          </strong>
        </p>
        <p>{t(undone ? 'publish.undoneHelp' : 'publish.publishedHelp')}</p>
      </Notice>
      <Given document={document} />
      {doing.value === 'undoing' && <Busy text={t('importDoing.undoing')} />}
      {!undone && (
        <Confirmed id={`undo/${document.id}`} step="undo" text={t('publish.undoSure')} onConfirm={undo} />
      )}
    </section>
  );
}

/** What was said of every row when it was published. */
function Given({ document: { settings } }: { document: ImportDocument }) {
  const since = settings.valid_from;
  return (
    <dl class="facts">
      <div>
        <dt>{t('settings.source')}</dt>
        <dd>{settings.source ?? t('publish.noSource')}</dd>
      </div>
      <div>
        <dt>{t('settings.validFrom')}</dt>
        <dd>{since ? formatDate(since) : t('publish.asInRegister')}</dd>
      </div>
      <div>
        <dt>{t('settings.certainty')}</dt>
        <dd>{tCode('certainty', settings.boundary_certainty)}</dd>
      </div>
    </dl>
  );
}

interface ConfirmedProps {
  id: string;
  step: Step;
  text: string;
  onConfirm: () => void;
  primary?: boolean;
}

/** A button that says what it will do before it does it. */
function Confirmed({ id, step, text, onConfirm, primary }: ConfirmedProps) {
  const asking = asked.value === id;
  const question = useRef<HTMLElement>(null);
  const start = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (asking) question.current?.focus();
  }, [asking]);
  const icon = step === 'undo' ? 'undo' : 'yes';
  if (!asking) {
    return (
      <p class="actions">
        <button
          ref={start}
          type="button"
          class={primary ? 'button primary' : 'button'}
          disabled={busy.value}
          onClick={() => {
            asked.value = id;
          }}
        >
          <Icon name={icon} />
          {tCode('publishStep', step)}
        </button>
      </p>
    );
  }
  return (
    <section ref={question} class="confirm" tabIndex={-1} aria-label={tCode('publishConfirm', step)}>
      <p>{text}</p>
      <p class="actions">
        <button
          type="button"
          class="button primary"
          disabled={busy.value}
          onClick={() => {
            asked.value = null;
            onConfirm();
          }}
        >
          <Icon name={icon} />
          {tCode('publishConfirm', step)}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => {
            asked.value = null;
            requestAnimationFrame(() => start.current?.focus());
          }}
        >
          {t('publish.leave')}
        </button>
      </p>
    </section>
  );
}
