import { useEffect, useRef } from 'preact/hooks';
import { formatNumber } from '../../i18n/format.ts';
import { t, tCode } from '../../i18n/t.ts';
import { formerMap, readyMap } from '../../map/camera.ts';
import { all } from '../../map/on.ts';
import { createFormerMap, followLit, keepSliderClear } from '../../map/swipe.ts';
import { followVerdicts } from '../../map/verdicts.ts';
import { before, boundaries, collections, toggleComparison } from '../../state.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Slider } from '../../ui/Slider.tsx';
import { FlowCard } from './FlowCard.tsx';
import { dragged, followFlows, followPointer, lit, split } from './point.ts';

/** The former units left of a slider, those of today right of it: one map clipped over the other. */
export function CompareView() {
  const main = readyMap.value;
  useEffect(followFlows, []);
  if (!main) return null;
  return (
    <div class="swipe">
      <FormerMap />
      <Sides />
      <Slider
        at={split.value}
        label={t('swipe.slider')}
        text={(percent) => t('swipe.sliderAt', { before: percent, after: 100 - percent })}
        onDrag={(share) => {
          dragged.value = share;
        }}
        onSettle={(share) => {
          before.value = share;
          dragged.value = null;
        }}
      />
      <FlowCard />
    </div>
  );
}

function FormerMap() {
  const host = useRef<HTMLDivElement>(null);
  const main = readyMap.value;
  useEffect(() => {
    if (!host.current || !main) return undefined;
    let stop = all(followPointer(main), followLit(main, 'communes', lit), keepSliderClear(main, split));
    const remove = createFormerMap(host.current, main, (map) => {
      formerMap.value = map;
      stop = all(
        stop,
        followLit(map, 'legacy-communes', lit),
        keepSliderClear(map, split),
        followVerdicts(map),
      );
    });
    return () => {
      formerMap.value = null;
      stop();
      remove();
    };
  }, [main]);
  // Nothing in it can be reached: what it shows is told by the map below, and by the card.
  return (
    <div
      class="swipe-before"
      aria-hidden="true"
      style={{ clipPath: `inset(0 ${(1 - split.value) * 100}% 0 0)` }}
    >
      <div id="map-before" ref={host} />
    </div>
  );
}

/** Says at the top of each side what it shows, and what its boundaries are worth. */
function Sides() {
  const { communes, 'legacy-communes': former, 'legacy-districts': districts } = collections.value;
  const certainty = boundaries.value?.boundary_certainty;
  return (
    <>
      <div class="swipe-side before" style={{ width: `${split.value * 100}%` }}>
        <p>
          <strong>{t('swipe.before')}</strong>
          {districts && (
            <span class="count">{t('swipe.beforeDistricts', { n: formatNumber(districts.itemCount) })}</span>
          )}
          {former && (
            <span class="count">{t('swipe.beforeCommunes', { n: formatNumber(former.itemCount) })}</span>
          )}
          <span>{t('swipe.indicative')}</span>
        </p>
      </div>
      <div class="swipe-side after" style={{ width: `${(1 - split.value) * 100}%` }}>
        <button type="button" aria-label={t('swipe.leave')} onClick={toggleComparison}>
          <Icon name="close" />
        </button>
        <p>
          <strong>{t('swipe.after')}</strong>
          {communes && (
            <span class="count">{t('swipe.afterUnits', { communes: formatNumber(communes.itemCount) })}</span>
          )}
          {certainty && (
            <span>
              {certainty === 'indicative'
                ? t('swipe.indicative')
                : t('swipe.certainty', { certainty: tCode('certainty', certainty).toLowerCase() })}
            </span>
          )}
        </p>
      </div>
    </>
  );
}
