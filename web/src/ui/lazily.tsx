import { signal } from '@preact/signals';
import type { FunctionComponent } from 'preact';
import { returns } from '../api/client.ts';
import { Busy } from './Notice.tsx';

/** A component whose code is fetched when it is first shown; again once the server is back, where that failed. */
export function lazily<P extends object>(load: () => Promise<FunctionComponent<P>>): FunctionComponent<P> {
  const loaded = signal<FunctionComponent<P> | null>(null);
  let asked = -1;
  return function Lazy(props: P) {
    const View = loaded.value;
    if (View) return <View {...props} />;
    if (asked !== returns.value) {
      asked = returns.value;
      load().then(
        (view) => {
          loaded.value = view;
        },
        () => undefined,
      );
    }
    return <Busy />;
  };
}
