import { effect, signal } from '@preact/signals';
import { isAbort, returns } from '../../api/client.ts';
import { fetchUnit, isUnit, type Unit } from '../../api/communes.ts';
import { lang } from '../../i18n/lang.ts';
import { selection } from '../../state.ts';

/** All that is known of the unit that is open; codes are used again, so an answer is kept with what was asked. */
export const unit = signal<{ asked: string; read: Unit } | null>(null);
export const unitError = signal<unknown>(null);

export const asked = () => `${selection.value?.collection}/${selection.value?.id}`;

export function followUnit(): () => void {
  return effect(() => {
    const ref = selection.value;
    void lang.value;
    void returns.value;
    unitError.value = null;
    if (ref === null || !isUnit(ref)) {
      unit.value = null;
      return undefined;
    }
    const key = asked();
    const abort = new AbortController();
    fetchUnit(ref, abort.signal)
      .then((read) => {
        unit.value = { asked: key, read };
      })
      .catch((error: unknown) => {
        if (!isAbort(error)) unitError.value = error;
      });
    return () => abort.abort();
  });
}
