import { t } from '../i18n/t.ts';
import { cityFit, syntheticPieces, verdictTheme, visibleLayers } from '../state.ts';
import './PlanStrip.css';

/**
 * Stands on the map and on paper as long as a plan layer is drawn, so that no picture of it goes without; and on the
 * map where a judgement by an invented plan is.
 */
export function PlanStrip({ paper = false }: { paper?: boolean }) {
  const shown = visibleLayers.value;
  const layers = shown.has('plan-zones') || shown.has('plan-constraints');
  const colours = verdictTheme.value && cityFit.value?.plan.synthetic === true;
  if (!layers && (paper || !(colours || syntheticPieces.value))) return null;
  return <p class="plan-strip">{t('plan.illustrative')}</p>;
}
