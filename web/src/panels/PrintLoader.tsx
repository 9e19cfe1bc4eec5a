import { effect, signal } from '@preact/signals';
import type { FunctionComponent } from 'preact';
import { printing } from '../state.ts';

const view = signal<FunctionComponent | null>(null);

// The print sheet is a quarter of the panels' code and seldom wanted: it is fetched when first opened.
effect(() => {
  if (printing.value && view.peek() === null) {
    import('./PrintView.tsx').then((module) => {
      view.value = module.PrintView;
    });
  }
});

export function PrintLoader() {
  const View = view.value;
  return printing.value && View ? <View /> : null;
}
