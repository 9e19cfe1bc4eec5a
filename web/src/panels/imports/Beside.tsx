import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../i18n/t.ts';
import { middle, readyMap } from '../../map/camera.ts';
import { all } from '../../map/on.ts';
import { followStaged } from '../../map/staged.ts';
import { createSecondMap, keepSliderClear } from '../../map/swipe.ts';
import { drawnLayers } from '../../state.ts';
import { Slider } from '../../ui/Slider.tsx';
import { drawnOld, lookAtRow, split } from './drawn.ts';

/** What is in the register left of a line, what the file would put there right of it. */
export function Beside() {
  const host = useRef<HTMLDivElement>(null);
  const main = readyMap.value;
  useEffect(() => {
    split.value = middle();
  }, []);
  useEffect(() => {
    if (!host.current || !main) return undefined;
    let stop = keepSliderClear(main, split);
    const remove = createSecondMap(host.current, main, drawnLayers, (map) => {
      stop = all(stop, followStaged(map, drawnOld, lookAtRow), keepSliderClear(map, split));
    });
    return () => {
      stop();
      remove();
    };
  }, [main]);
  const at = split.value;
  const moveTo = (share: number) => {
    split.value = share;
  };
  return (
    <div class="swipe staged-swipe">
      <div class="swipe-before" aria-hidden="true" style={{ clipPath: `inset(0 ${(1 - at) * 100}% 0 0)` }}>
        <div ref={host} />
      </div>
      <div class="swipe-side before" style={{ width: `${at * 100}%` }}>
        <p>{t('change.legendOld')}</p>
      </div>
      <div class="swipe-side after" style={{ width: `${(1 - at) * 100}%` }}>
        <p>{t('change.legendNew')}</p>
      </div>
      <Slider
        at={at}
        label={t('change.slider')}
        text={(percent) => t('change.sliderAt', { old: percent, new: 100 - percent })}
        onDrag={moveTo}
        onSettle={moveTo}
      />
    </div>
  );
}
