import { effect } from '@preact/signals';
import { cityFit, verdictTheme } from '../../state.ts';
import { lazily } from '../../ui/lazily.tsx';

/** The panel, the colours by verdict and their table are fetched when first wanted, with their texts. */
const load = () => import('./index.ts');

export const FitPanel = lazily(async () => (await load()).FitPanel);
export const VerdictLegend = lazily(async () => (await load()).VerdictLegend);
export const DeclaredTable = lazily(async () => (await load()).DeclaredTable);

/** The colours are wanted on the map whether the legend is open or not. */
export function followTheme(): () => void {
  return effect(() => {
    if (verdictTheme.value && cityFit.value) load().catch(() => undefined);
  });
}
