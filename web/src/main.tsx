// The style sheets come first: the order in which layers are named is the order in which they win.
import './styles/fonts.css';
import 'maplibre-gl/dist/maplibre-gl.css';
import './styles/tokens.css';
import './styles/layout.css';

import { effect } from '@preact/signals';
import { render } from 'preact';
import { followCity } from './city.ts';
import { lang } from './i18n/lang.ts';
import { t } from './i18n/t.ts';
import { goLive } from './live.ts';
import { followWantedView, theMap } from './map/camera.ts';
import { followMeasure } from './map/measure.ts';
import { Banner } from './panels/Banner.tsx';
import { ChoosePanel } from './panels/ChoosePanel.tsx';
import { ExportPanel } from './panels/exports/load.ts';
import { FeaturePanel } from './panels/FeaturePanel.tsx';
import { FitPanel, followTheme } from './panels/fit/load.ts';
import { GotoPanel } from './panels/GotoPanel.tsx';
import { Header } from './panels/Header.tsx';
import { ImportPanel } from './panels/imports/load.ts';
import { LayerPanel } from './panels/LayerPanel.tsx';
import { MapButtons } from './panels/MapButtons.tsx';
import { MapView } from './panels/MapView.tsx';
import { MeasurePanel } from './panels/MeasurePanel.tsx';
import { PrintLoader } from './panels/PrintLoader.tsx';
import { StatusBar } from './panels/StatusBar.tsx';
import { followTable, TablePanel } from './panels/TablePanel.tsx';
import { Comparison } from './panels/units/load.tsx';
import { legendOpen, panel } from './state.ts';
import { markStarted } from './ui/focus.ts';
import { PlanStrip } from './ui/PlanStrip.tsx';
import { linkAddress } from './url.ts';

const sidePanels = {
  feature: FeaturePanel,
  choose: ChoosePanel,
  measure: MeasurePanel,
  goto: GotoPanel,
  fit: FitPanel,
  export: ExportPanel,
  import: ImportPanel,
};

function App() {
  const Side = panel.value && sidePanels[panel.value];
  return (
    <div class="app">
      <Header />
      <main>
        <PlanStrip />
        <div class="stage">
          <MapView />
          <Comparison />
          <MapButtons />
          <Banner />
          {Side && <Side />}
          {legendOpen.value && <LayerPanel />}
        </div>
        <TablePanel />
      </main>
      <StatusBar />
      <PrintLoader />
    </div>
  );
}

linkAddress();
effect(() => {
  document.documentElement.lang = lang.value;
  document.title = t('app.title');
});
followWantedView();
followMeasure();
followTable();
followCity();
followTheme();
goLive(() => theMap.peek()?.refreshTiles('communes'));

const root = document.getElementById('app');
if (root) render(<App />, root);
markStarted();
