import { signal } from '@preact/signals';

/**
 * Who writes, and by which token. Both are kept for this tab alone, in its `sessionStorage`, and are gone with it;
 * neither ever stands in the address.
 */

const keys = { token: 'ccn-write-token', by: 'ccn-import-by' } as const;

/** A browser may keep nothing at all; then each reload asks again. */
function recall(key: string): string {
  try {
    return sessionStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

function keep(key: string, value: string): void {
  try {
    if (value === '') sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    // Kept for as long as the page is open.
  }
}

/** Empty until it is given. */
export const token = signal(recall(keys.token));
export const by = signal(recall(keys.by));

export function setToken(value: string): void {
  token.value = value;
  keep(keys.token, value);
}

export function setBy(value: string): void {
  by.value = value;
  keep(keys.by, value.trim());
}
