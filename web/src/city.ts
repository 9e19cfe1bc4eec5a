import { effect, signal } from '@preact/signals';
import { isAbort, returns } from './api/client.ts';
import { fetchCity } from './api/fit.ts';
import { lang } from './i18n/lang.ts';
import { cityFit, edits, panel, planChoice, table, verdictTheme } from './state.ts';

export const cityError = signal<unknown>(null);
/** Raised by who wants it asked again. */
export const cityAttempts = signal(0);

const wanted = () =>
  verdictTheme.value || table.value === 'clusters' || table.value === 'declared' || panel.value === 'fit';

/** Reads how every cluster is judged, as long as colours, a table or the panel show it. */
export function followCity(): () => void {
  let held = '';
  return effect(() => {
    const choice = planChoice.value;
    void returns.value;
    void cityAttempts.value;
    // The words of a problem come in the language of the request; an answer holds both.
    void lang.value;
    const key = JSON.stringify([choice, edits.value]);
    if (!wanted() || (cityFit.peek() !== null && held === key)) return undefined;
    cityFit.value = null;
    cityError.value = null;
    const abort = new AbortController();
    fetchCity(choice, abort.signal)
      .then((read) => {
        held = key;
        cityFit.value = read;
      })
      .catch((error: unknown) => {
        if (!isAbort(error)) cityError.value = error;
      });
    return () => abort.abort();
  });
}
