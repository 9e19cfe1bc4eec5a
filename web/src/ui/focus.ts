import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

let started = false;

/** What the page opens with leaves the focus where the browser puts it; what the reader opens may move it. */
export const hasStarted = () => started;

export function markStarted(): void {
  started = true;
}

const focusable =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), canvas[tabindex], [tabindex="0"]';

/** Gives the focus back to what had it before an element came, when it goes with the focus inside. */
export function useReturnOfFocus(element: RefObject<HTMLElement | null>): void {
  // Read while rendering: a panel's own field may take the focus before this panel's effects run.
  const before = useRef(document.activeElement);
  useLayoutEffect(() => {
    const opener = before.current;
    const own = element.current;
    return () => {
      const now = document.activeElement;
      if (now !== document.body && !own?.contains(now)) return;
      const home = opener?.isConnected && opener !== document.body && !own?.contains(opener);
      const target = home ? opener : document.querySelector('#map canvas');
      if (target instanceof HTMLElement) target.focus({ preventScroll: true });
    };
  }, []);
}

/** Keeps Tab within a dialog. */
export function keepTabInside(event: KeyboardEvent, dialog: HTMLElement): void {
  if (event.key !== 'Tab') return;
  const stops = [...dialog.querySelectorAll<HTMLElement>(focusable)];
  const [first, last] = [stops[0], stops.at(-1)];
  const now = document.activeElement;
  if (event.shiftKey && (now === first || now === dialog)) {
    event.preventDefault();
    last?.focus();
  } else if (!event.shiftKey && now === last) {
    event.preventDefault();
    first?.focus();
  }
}
