import type { ComponentChildren } from 'preact';
import { Problem } from '../api/client.ts';
import { t } from '../i18n/t.ts';
import { Icon } from './Icon.tsx';

interface Props {
  tone: 'info' | 'caution' | 'error';
  children: ComponentChildren;
}

export function Notice({ tone, children }: Props) {
  return (
    <div class={`notice notice-${tone}`} role={tone === 'error' ? 'alert' : undefined}>
      <Icon name={tone === 'info' ? 'info' : 'caution'} />
      <div>{children}</div>
    </div>
  );
}

/** An error in the server's own words; a fault of its own with the request's id, so that a log line can be found. */
export function ErrorNotice({ error }: { error: unknown }) {
  const problem = error instanceof Problem ? error : null;
  // Where there is one fault, the sentence of the whole often is its sentence.
  const faults = problem?.faults.filter(({ detail }) => !problem.message.includes(detail)) ?? [];
  const title = problem?.title || (problem?.status === 0 ? t('error.away') : t('error.title'));
  return (
    <Notice tone="error">
      <strong>{title}</strong>
      {problem?.message && <p>{problem.message}</p>}
      {faults.length > 0 && (
        <ul>
          {faults.map((fault) => (
            <li key={fault.detail}>{fault.detail}</li>
          ))}
        </ul>
      )}
      {problem?.instance && problem.status >= 500 && (
        <p class="fine">{t('error.instance', { id: problem.instance })}</p>
      )}
    </Notice>
  );
}

export function Busy({ text = t('state.loading') }: { text?: string }) {
  return (
    <p class="busy" role="status">
      <span class="spinner" aria-hidden="true" />
      {text}
    </p>
  );
}
