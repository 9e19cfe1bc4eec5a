import { computed, effect } from '@preact/signals';
import en from '../../i18n/fit.en.json' with { type: 'json' };
import vi from '../../i18n/fit.vi.json' with { type: 'json' };
import { addTexts } from '../../i18n/t.ts';
import { readyMap } from '../../map/camera.ts';
import { all } from '../../map/on.ts';
import { followPieces } from '../../map/pieces.ts';
import { followVerdicts } from '../../map/verdicts.ts';
import { panel, syntheticPieces } from '../../state.ts';
import { followFit, judged, other } from './ask.ts';
import { side } from './Compare.tsx';

/** All of planning fit that is not wanted at first sight: fetched as one, with its texts. */

export { DeclaredTable } from './DeclaredTable.tsx';
export { FitPanel } from './FitPanel.tsx';
export { VerdictLegend } from './VerdictLegend.tsx';

addTexts({ vi, en });
followFit();

const shown = computed(() => {
  const answer = panel.value === 'fit' ? (side.value === 'b' ? other.value : judged.value) : null;
  // Where there is no plan to lie outside of, hatching all of it would say that there is.
  const without = answer?.fit.reason === 'no_plan_geometry';
  if (!answer || !without) return answer;
  return { ...answer, features: answer.features.filter(({ properties }) => properties.part !== 'residual') };
});
effect(() => {
  syntheticPieces.value = shown.value?.fit.plan.synthetic === true;
});
effect(() => {
  const map = readyMap.value;
  return map ? all(followPieces(map, shown), followVerdicts(map)) : undefined;
});
