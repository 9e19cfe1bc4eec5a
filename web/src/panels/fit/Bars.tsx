import { useEffect, useRef } from 'preact/hooks';
import type { Fit } from '../../api/fit-types.ts';
import { formatArea, formatShare } from '../../i18n/format.ts';
import { t, tCode } from '../../i18n/t.ts';
import { calm } from '../../map/camera.ts';
import { lit, pointed } from '../../map/pieces.ts';
import type { Bar, Tone } from './bars.ts';
import { fillOf } from './tone.ts';

/** Lines that light their pieces on the map, and are lit by them. */
export function Bars({ bars, label }: { bars: Bar[]; label: string }) {
  if (bars.length === 0) return null;
  return (
    <ul class="bars" aria-label={label}>
      {bars.map((bar) => (
        <BarLine key={bar.id} bar={bar} />
      ))}
    </ul>
  );
}

function BarLine({ bar }: { bar: Bar }) {
  const button = useRef<HTMLButtonElement>(null);
  const isLit = bar.keys.some((key) => lit.value.has(key));
  const isPointed = pointed.value !== null && bar.keys.includes(pointed.value);
  useEffect(() => {
    if (!isPointed) return;
    button.current?.scrollIntoView({ block: 'nearest', behavior: calm() ? 'instant' : 'smooth' });
  }, [isPointed]);
  const light = () => {
    lit.value = new Set(bar.keys);
  };
  const darken = () => {
    if (document.activeElement !== button.current) lit.value = new Set();
  };
  return (
    <li>
      <button
        ref={button}
        type="button"
        class="bar"
        data-bar={bar.id}
        data-lit={isLit}
        style={fillOf(bar)}
        onPointerEnter={light}
        onPointerLeave={darken}
        onFocus={light}
        onBlur={() => {
          lit.value = new Set();
        }}
        // Not every browser gives the focus to a button that is tapped; with it the pieces stay lit.
        onClick={() => button.current?.focus()}
      >
        <span class="bar-label">{bar.label}</span>
        <span class="bar-amount">
          {formatArea(bar.area_m2)} <b>{formatShare(bar.share)}</b>
        </span>
        <span class="bar-track" aria-hidden="true">
          <span style={{ width: `${Math.min(bar.share, 1) * 100}%` }} />
        </span>
        {bar.notes.length > 0 && <span class="bar-notes">{bar.notes.join(' · ')}</span>}
      </button>
    </li>
  );
}

/** The whole area in one bar, by what an industrial cluster may be there. */
export function Stack({ fit }: { fit: Fit }) {
  const parts = [
    ...fit.permissions.map(({ permission, share }) => ({
      tone: permission as Tone,
      share,
      label: tCode('permission', permission),
    })),
    { tone: 'residual' as Tone, share: fit.residual.share, label: t('judge.residual') },
  ].filter(({ share }) => share > 0);
  const text = parts.map(({ label, share }) => `${label} ${formatShare(share)}`).join('; ');
  return (
    <div class="stack" role="img" aria-label={text}>
      {parts.map(({ tone, share }) => (
        <span key={tone} style={{ flexGrow: share, ...fillOf({ tone }) }} />
      ))}
    </div>
  );
}
