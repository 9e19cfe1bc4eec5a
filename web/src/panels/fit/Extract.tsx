import { effect, signal } from '@preact/signals';
import { Problem } from '../../api/client.ts';
import { postExtract } from '../../api/fit.ts';
import type { Extract as Made } from '../../api/fit-types.ts';
import { formatTime } from '../../i18n/format.ts';
import { lang } from '../../i18n/lang.ts';
import { t } from '../../i18n/t.ts';
import { encodeShape, mostPointsInLink } from '../../map/shape.ts';
import { compared, fitSubject, planChoice, useRepaired } from '../../state.ts';
import { copyText } from '../../ui/clipboard.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Busy, ErrorNotice, Notice } from '../../ui/Notice.tsx';
import { pinDays } from '../../url.ts';
import { judged, other } from './ask.ts';

const made = signal<Made | null>(null);
const failure = signal<unknown>(null);
const busy = signal(false);
/** What was copied last, so that the button says so. */
const copied = signal<string | null>(null);

// An extract belongs to the question it was made of.
effect(() => {
  void fitSubject.value;
  void planChoice.value;
  void useRepaired.value;
  made.value = null;
  failure.value = null;
  copied.value = null;
});

async function make(): Promise<void> {
  const subject = fitSubject.value;
  if (subject === null || busy.value) return;
  busy.value = true;
  failure.value = null;
  try {
    made.value = await postExtract({ subject, choice: planChoice.value, repair: useRepaired.value });
  } catch (error) {
    failure.value = error;
  } finally {
    busy.value = false;
  }
}

async function copy(text: string): Promise<void> {
  copied.value = (await copyText(text)) ? text : '';
}

/** Today's answer may be another tomorrow: the link says the day that was asked about. */
function pinnedLink(): string {
  const day = judged.value?.fit.datetime;
  if (day === undefined) return location.href;
  const hash = pinDays(location.hash, day, other.value?.fit.datetime ?? day);
  return new URL(hash, location.href).href;
}

/** What can be taken home: the link, the numbered document, the data; and the comparison with another plan. */
export function Extract() {
  const subject = fitSubject.value;
  const fits = subject?.kind !== 'shape' || encodeShape(subject.shape) !== null;
  return (
    <section class="take">
      <p class="actions">
        <button type="button" class="button" disabled={busy.value} onClick={make}>
          <Icon name="paper" />
          {t('extract.make')}
        </button>
        <button type="button" class="button" disabled={!fits} onClick={() => copy(pinnedLink())}>
          <Icon name="copy" />
          {t('link.copy')}
        </button>
        <button
          type="button"
          class="button"
          aria-pressed={compared.value !== null}
          onClick={() => {
            compared.value = compared.value === null ? { ...planChoice.value } : null;
          }}
        >
          {t('compare.start')}
        </button>
      </p>
      <p class="fine" role="status">
        {!fits && t('link.tooLong', { n: mostPointsInLink })}
        {copied.value !== null && t(copied.value === '' ? 'link.notCopied' : 'link.copied')}
      </p>
      {busy.value && <Busy text={t('extract.busy')} />}
      {failure.value !== null && <Refused error={failure.value} />}
      {made.value && <Link extract={made.value} />}
    </section>
  );
}

function Link({ extract }: { extract: Made }) {
  const path = `${extract.path}?lang=${lang.value}`;
  const url = new URL(path, location.origin).href;
  return (
    <Notice tone="info">
      <p>
        <strong>{t('extract.made', { number: extract.number })}</strong>
      </p>
      <p>
        <a href={path} target="_blank" rel="noopener">
          {t('extract.open')}
        </a>{' '}
        <button type="button" class="button" onClick={() => copy(url)}>
          <Icon name="copy" />
          {t('extract.copy')}
        </button>
      </p>
      <p class="fine">{t('extract.keep')}</p>
    </Notice>
  );
}

function Refused({ error }: { error: unknown }) {
  const seconds = error instanceof Problem ? error.retryAfter_s : undefined;
  return (
    <>
      <ErrorNotice error={error} />
      {seconds !== undefined && (
        <p>{t('extract.retry', { time: formatTime(Date.now() + seconds * 1000) })}</p>
      )}
    </>
  );
}
