import { effect } from '@preact/signals';
import en from '../../i18n/imports.en.json' with { type: 'json' };
import vi from '../../i18n/imports.vi.json' with { type: 'json' };
import { addTexts } from '../../i18n/t.ts';
import { readyMap } from '../../map/camera.ts';
import { all } from '../../map/on.ts';
import { followDefects, followStaged, followWays } from '../../map/staged.ts';
import { followClusters } from './clusters.ts';
import { drawnDefects, drawnPreview, drawnWays, lookAtRow } from './drawn.ts';
import { followImports } from './work.ts';
import './imports.css';
import './rows.css';

/** The panel by which files come in, fetched when first opened, with its texts and what it draws on the map. */

export { ImportPanel } from './ImportPanel.tsx';

addTexts({ vi, en });
followImports();
followClusters();
effect(() => {
  const map = readyMap.value;
  if (!map) return undefined;
  return all(
    followStaged(map, drawnPreview, lookAtRow),
    followWays(map, drawnWays),
    followDefects(map, drawnDefects),
  );
});
