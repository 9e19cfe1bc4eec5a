import { signal } from '@preact/signals';
import { importable } from '../../api/imports.ts';
import { formatNumber, withUnit } from '../../i18n/format.ts';
import { t, tCode } from '../../i18n/t.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { List } from './List.tsx';
import { by, setToken } from './session.ts';
import { ByField } from './TokenForm.tsx';
import { busy, cancelSending, close, collection, list, send, sent } from './work.ts';

/** What the server takes at most. */
const mostFile_bytes = 64 * 1024 * 1024;
const mostFile = withUnit('64', 'MB');

type Way = 'file' | 'paste';
const way = signal<Way>('file');
const pasted = signal('');
const over = signal(false);
/** What keeps a file from being sent, before the server has seen it. */
const hindrance = signal<'by' | 'large' | 'empty' | null>(null);

function offer(content: File | string | null | undefined): void {
  const size = typeof content === 'string' ? content.trim().length : (content?.size ?? 0);
  if (by.peek().trim() === '') hindrance.value = 'by';
  else if (!content || size === 0) hindrance.value = 'empty';
  else if (size > mostFile_bytes) hindrance.value = 'large';
  else hindrance.value = null;
  if (hindrance.value === 'by') document.getElementById('import-by')?.focus();
  if (hindrance.value === null && content) void send(content);
}

export function Start() {
  return (
    <>
      <ByField />
      <p class="field">
        <label for="import-collection">{t('import.collection')}</label>
        <select
          id="import-collection"
          data-field="collection"
          value={collection.value}
          onChange={(event) => {
            collection.value = importable.find((id) => id === event.currentTarget.value) ?? 'clusters';
          }}
        >
          {importable.map((id) => (
            <option key={id} value={id}>
              {tCode('importKind', id)}
            </option>
          ))}
        </select>
      </p>
      <fieldset class="segments">
        <legend class="visually-hidden">{t('import.way')}</legend>
        {(['file', 'paste'] as const).map((each) => (
          <label key={each}>
            <input
              type="radio"
              name="import-way"
              checked={way.value === each}
              onChange={() => {
                way.value = each;
                hindrance.value = null;
              }}
            />
            <span>{tCode('importWay', each)}</span>
          </label>
        ))}
      </fieldset>
      {way.value === 'file' ? <FileDrop /> : <Paste />}
      {hindrance.value !== null && (
        <Notice tone="error">{tCode('importHindrance', hindrance.value).replace('{size}', mostFile)}</Notice>
      )}
      <Sending />
      <p class="fine">{t('import.nothingYet')}</p>
      {list.value !== null && <List imports={list.value} />}
      <p class="actions">
        <button
          type="button"
          class="button"
          onClick={() => {
            close();
            setToken('');
          }}
        >
          {t('token.forget')}
        </button>
      </p>
    </>
  );
}

function FileDrop() {
  return (
    <section
      class="drop"
      aria-label={t('importWay.file')}
      data-over={over.value}
      onDragOver={(event) => {
        event.preventDefault();
        over.value = true;
      }}
      onDragLeave={() => {
        over.value = false;
      }}
      onDrop={(event) => {
        event.preventDefault();
        over.value = false;
        offer(event.dataTransfer?.files[0]);
      }}
    >
      <Icon name="upload" />
      <p>{t('import.drop')}</p>
      <label class="button">
        {t('import.choose')}
        <input
          type="file"
          class="visually-hidden"
          disabled={busy.value}
          aria-describedby="import-formats"
          onChange={(event) => {
            const input = event.currentTarget;
            offer(input.files?.[0]);
            // The same file, mended, may be chosen again.
            input.value = '';
          }}
        />
      </label>
      <p id="import-formats" class="fine">
        {t('import.formats', { size: mostFile })}
      </p>
    </section>
  );
}

function Paste() {
  return (
    <form
      class="field"
      onSubmit={(event) => {
        event.preventDefault();
        offer(pasted.value);
      }}
    >
      <label for="import-paste">{t('import.paste')}</label>
      <textarea
        id="import-paste"
        rows={7}
        spellcheck={false}
        placeholder={t('import.pasteExample')}
        aria-describedby="import-paste-help"
        value={pasted.value}
        onInput={(event) => {
          pasted.value = event.currentTarget.value;
        }}
      />
      <span id="import-paste-help" class="fine">
        {t('import.pasteHelp')}
      </span>
      <p class="actions">
        <button type="submit" class="button primary" disabled={busy.value}>
          {t('import.read')}
        </button>
      </p>
    </form>
  );
}

function Sending() {
  const share = sent.value;
  if (share === null) return null;
  const whole = share >= 1;
  return (
    <div class="sending">
      <p role="status">{t(whole ? 'import.checking' : 'import.sending')}</p>
      <progress aria-label={t('import.progress')} {...(whole ? {} : { max: 1, value: share })} />
      <p class="actions">
        {!whole && <span class="fine">{withUnit(formatNumber(share * 100), '%')}</span>}
        <button type="button" class="button" onClick={cancelSending}>
          {t('import.cancel')}
        </button>
      </p>
    </div>
  );
}
