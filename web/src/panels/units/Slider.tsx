import { t } from '../../i18n/t.ts';
import { before } from '../../state.ts';
import { Icon } from '../../ui/Icon.tsx';
import { dragged, split } from './point.ts';
import { slide } from './slide.ts';

/** The line between before and after: it is dragged at any height, and its handle is worked by the keys. */
export function Slider() {
  const now = split.value;
  const percent = Math.round(now * 100);
  const shareAt = (line: HTMLElement, x: number) => {
    const { left, width } = line.parentElement?.getBoundingClientRect() ?? { left: 0, width: 1 };
    return Math.min(1, Math.max(0, (x - left) / width));
  };
  const settle = () => {
    if (dragged.value !== null) before.value = dragged.value;
    dragged.value = null;
  };
  return (
    <div
      class="swipe-line"
      style={{ '--at': String(now) }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        dragged.value = shareAt(event.currentTarget, event.clientX);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId))
          dragged.value = shareAt(event.currentTarget, event.clientX);
      }}
      onPointerUp={settle}
      onPointerCancel={settle}
    >
      <div
        class="swipe-handle"
        role="slider"
        tabIndex={0}
        aria-label={t('swipe.slider')}
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={t('swipe.sliderAt', { before: percent, after: 100 - percent })}
        onKeyDown={(event) => {
          const to = slide(now, event.key);
          if (to === null) return;
          event.preventDefault();
          before.value = to;
        }}
      >
        <Icon name="swipe" />
      </div>
    </div>
  );
}
