import { signal } from '@preact/signals';
import { type ExportJob, exportUrl, jobFile } from '../../api/exports.ts';
import { formatBytes, formatNumber, formatTime } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { copyText } from '../../ui/clipboard.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Busy, ErrorNotice, Notice } from '../../ui/Notice.tsx';
import { cancel, failure, progress, start, wanted } from './ask.ts';

/** The link that was copied last; empty where the browser would not. */
const copied = signal<string | null>(null);

export function Outcome() {
  const now = wanted.value;
  const link = now && new URL(exportUrl(now), location.origin).href;
  const running = progress.value?.kind === 'asking' || isWriting(progress.value);
  return (
    <section class="outcome">
      <p class="actions">
        <button type="button" class="button primary" disabled={now === null || running} onClick={start}>
          <Icon name="download" />
          {t('export.start')}
        </button>
        <button
          type="button"
          class="button"
          disabled={link === null}
          onClick={async () => {
            if (link) copied.value = (await copyText(link)) ? link : '';
          }}
        >
          <Icon name="copy" />
          {t('export.copy')}
        </button>
      </p>
      <p class="fine" role="status">
        {copied.value === link && link !== null && t('export.copied')}
        {copied.value === '' && t('export.notCopied')}
      </p>
      <Progress />
      {failure.value !== null && <ErrorNotice error={failure.value} />}
    </section>
  );
}

const isWriting = (now: typeof progress.value) => now?.kind === 'job' && now.job.state !== 'done';

function Progress() {
  const now = progress.value;
  if (now === null) return null;
  if (now.kind === 'saved') {
    return (
      <Notice tone="info">
        <span role="status">{t('export.saved', { name: now.name, size: formatBytes(now.bytes) })}</span>
      </Notice>
    );
  }
  if (now.kind === 'job') return <Job job={now.job} />;
  return (
    <>
      <Busy text={t('export.asking')} />
      <CancelButton />
    </>
  );
}

function Job({ job }: { job: ExportJob }) {
  if (job.state === 'done') {
    return (
      <Notice tone="info">
        <p role="status">{t('export.done', { name: job.name, n: formatNumber(job.written) })}</p>
        <p>
          <a class="button" href={jobFile(job.id)} download>
            <Icon name="download" />
            {t('export.save', { size: formatBytes(job.bytes) })}
          </a>
        </p>
        {job.expires_at && (
          <p class="fine">{t('export.until', { time: formatTime(Date.parse(job.expires_at)) })}</p>
        )}
      </Notice>
    );
  }
  const text = t(job.state === 'waiting' || job.matched === 0 ? 'export.waiting' : 'export.writing', {
    written: formatNumber(job.written),
    matched: formatNumber(job.matched),
  });
  return (
    <div class="job">
      <p>{text}</p>
      <progress
        aria-label={t('export.progress')}
        {...(job.matched ? { max: job.matched, value: job.written } : {})}
      />
      <p class="fine">{t('export.large')}</p>
      <CancelButton />
    </div>
  );
}

function CancelButton() {
  return (
    <button type="button" class="button" onClick={cancel}>
      {t('export.cancel')}
    </button>
  );
}
