/** A function that waits until calls stop coming, so that typing does not ask the server letter by letter. */
export function afterPause<T extends unknown[]>(pause_ms: number, run: (...args: T) => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (...args: T) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...args), pause_ms);
  };
}
