import { comparing } from '../../state.ts';
import { lazily } from '../../ui/lazily.tsx';

/** The comparison and the page of a unit are fetched when first wanted, with their texts. */
const load = () => import('./index.ts');

export const UnitPage = lazily(async () => (await load()).UnitPage);
const CompareView = lazily(async () => (await load()).CompareView);

export function Comparison() {
  return comparing.value ? <CompareView /> : null;
}
