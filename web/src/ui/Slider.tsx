import { Icon } from './Icon.tsx';
import { slide } from './slide.ts';
import './swipe.css';

interface Props {
  /** Where it stands, as a share of the width. */
  at: number;
  label: string;
  /** What stands on either side, for who does not see it. */
  text: (percent: number) => string;
  onDrag: (share: number) => void;
  /** Called once the line rests, with where. */
  onSettle: (share: number) => void;
}

/** A line between two maps: it is dragged at any height, and its handle is worked by the keys. */
export function Slider({ at, label, text, onDrag, onSettle }: Props) {
  const percent = Math.round(at * 100);
  const shareAt = (line: HTMLElement, x: number) => {
    const { left, width } = line.parentElement?.getBoundingClientRect() ?? { left: 0, width: 1 };
    return Math.min(1, Math.max(0, (x - left) / width));
  };
  return (
    <div
      class="swipe-line"
      style={{ '--at': String(at) }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        onDrag(shareAt(event.currentTarget, event.clientX));
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId))
          onDrag(shareAt(event.currentTarget, event.clientX));
      }}
      onPointerUp={() => onSettle(at)}
      onPointerCancel={() => onSettle(at)}
    >
      <div
        class="swipe-handle"
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={text(percent)}
        onKeyDown={(event) => {
          const to = slide(at, event.key);
          if (to === null) return;
          event.preventDefault();
          onSettle(to);
        }}
      >
        <Icon name="swipe" />
      </div>
    </div>
  );
}
