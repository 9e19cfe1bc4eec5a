import { signal } from '@preact/signals';
import { t } from '../../i18n/t.ts';
import { by, setBy, setToken } from './session.ts';
import { readList, refused } from './work.ts';

/** The server takes no others to be a token; and no header carries other letters. */
const shortest = 32;
const isToken = (text: string) => text.length >= shortest && /^[!-~]+$/.test(text);

const typed = signal('');
const unfit = signal(false);

function enter(): void {
  const value = typed.value.trim();
  unfit.value = !isToken(value);
  if (unfit.value) {
    document.getElementById('import-token')?.focus();
    return;
  }
  typed.value = '';
  refused.value = false;
  setToken(value);
  void readList();
}

/** Who writes, and by what right. */
export function TokenForm() {
  return (
    <form
      class="token-form"
      onSubmit={(event) => {
        event.preventDefault();
        enter();
      }}
    >
      <p>{t('token.why')}</p>
      <p class="field">
        <label for="import-token">{t('token.label')}</label>
        <input
          id="import-token"
          type="password"
          autocomplete="off"
          spellcheck={false}
          value={typed.value}
          aria-invalid={unfit.value}
          aria-describedby="import-token-help import-token-fault"
          onInput={(event) => {
            typed.value = event.currentTarget.value;
            unfit.value = false;
          }}
        />
        <span id="import-token-fault" class="fault" role="alert">
          {unfit.value && t('token.short', { n: shortest })}
        </span>
        <span id="import-token-help" class="fine">
          {t('token.help')}
        </span>
      </p>
      <ByField />
      <p class="actions">
        <button type="submit" class="button primary">
          {t('token.enter')}
        </button>
      </p>
    </form>
  );
}

/** The name that stays with what is published. */
export function ByField() {
  return (
    <p class="field">
      <label for="import-by">{t('import.by')}</label>
      <input
        id="import-by"
        data-field="by"
        type="text"
        autocomplete="name"
        value={by.value}
        aria-describedby="import-by-help"
        onInput={(event) => setBy(event.currentTarget.value)}
      />
      <span id="import-by-help" class="fine">
        {t('import.byHelp')}
      </span>
    </p>
  );
}
