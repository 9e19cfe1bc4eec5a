import { useEffect } from 'preact/hooks';
import { Problem } from '../../api/client.ts';
import { t } from '../../i18n/t.ts';
import { closePanel, config } from '../../state.ts';
import { Busy, Notice } from '../../ui/Notice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Beside } from './Beside.tsx';
import { Document } from './Document.tsx';
import { swiping } from './drawn.ts';
import { Failure } from './Failure.tsx';
import { isReady, Publish } from './Publish.tsx';
import { Start } from './Start.tsx';
import { token } from './session.ts';
import { TokenForm } from './TokenForm.tsx';
import { fieldOf } from './words.ts';
import { doing, failure, opened, refused } from './work.ts';

export function ImportPanel() {
  const now = opened.value;
  const asks = token.value === '';
  useFocusOnFault(failure.value);
  if (config.value !== null && !config.value.writable) {
    return (
      <Panel id="import" title={t('tool.import')} onClose={closePanel}>
        <Notice tone="info">{t('import.notWritable')}</Notice>
      </Panel>
    );
  }
  return (
    <>
      {swiping.value && <Beside />}
      <Panel
        id="import"
        title={t('tool.import')}
        onClose={closePanel}
        subject={`${asks}/${now?.id}`}
        foot={!asks && now !== null && isReady(now) && <Publish document={now} />}
      >
        {asks && refused.value && <Notice tone="error">{t('token.refused')}</Notice>}
        {asks && <TokenForm />}
        {!asks && failure.value !== null && <Failure error={failure.value} />}
        {!asks && doing.value === 'opening' && <Busy />}
        {!asks && (now === null ? <Start /> : <Document document={now} />)}
      </Panel>
    </>
  );
}

/** Brings the reader to the field that the server has found fault with. */
function useFocusOnFault(error: unknown): void {
  useEffect(() => {
    if (error === null) return;
    const faults = error instanceof Problem ? error.faults : [];
    const names = faults.map(fieldOf).filter((name) => name !== null);
    // What went wrong is said at the top of the panel, which may be out of sight.
    const fields = [...names, 'failure'].map(findField);
    fields.find((found) => found !== null)?.focus();
  }, [error]);
}

/** The control for something the server names; of one inside a closed part, the part is opened. */
export function findField(name: string): HTMLElement | null {
  const fields = [...document.querySelectorAll<HTMLElement>('.import-panel [data-field]')];
  const found = fields.find((field) => field.dataset.field === name);
  for (let part = found?.parentElement; part; part = part.parentElement) {
    if (part instanceof HTMLDetailsElement) part.open = true;
  }
  return found ?? null;
}
