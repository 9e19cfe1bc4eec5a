import { t } from '../i18n/t.ts';
import { visibleLayers } from '../state.ts';
import './PlanStrip.css';

/** Stands on the map and on paper as long as a plan layer is drawn, so that no picture of it goes without. */
export function PlanStrip() {
  const shown = visibleLayers.value;
  if (!shown.has('plan-zones') && !shown.has('plan-constraints')) return null;
  return <p class="plan-strip">{t('plan.illustrative')}</p>;
}
