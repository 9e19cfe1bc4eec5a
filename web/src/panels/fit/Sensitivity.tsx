import type { Sensitivity as Asked, Direction } from '../../api/fit-types.ts';
import { formatLength } from '../../i18n/format.ts';
import { t, tCode } from '../../i18n/t.ts';
import { verdictColor } from '../../layers/palette.ts';
import { Icon, verdictIcon } from '../../ui/Icon.tsx';

/** As a map lies: north above, west at the left. */
const compass: (Direction | null)[] = ['nw', 'n', 'ne', 'w', null, 'e', 'sw', 's', 'se'];

/** Whether the verdict would be another, had the shape been drawn elsewhere within what is known of its place. */
export function Sensitivity({ sensitivity }: { sensitivity: Asked }) {
  return (
    <section class="sensitivity">
      <h3>{t('shift.title')}</h3>
      {sensitivity.run ? (
        <>
          <p>
            {t(sensitivity.stable ? 'shift.stable' : 'shift.unstable', {
              distance: formatLength(sensitivity.shift_m),
            })}
          </p>
          <ul class="compass">
            {compass.map((direction) => {
              const found = sensitivity.verdicts.find((each) => each.direction === direction);
              if (!found) return <li key="middle" aria-hidden="true" class="middle" />;
              return (
                <li key={direction} style={{ '--verdict': verdictColor[found.verdict] }}>
                  <Icon name={verdictIcon[found.verdict]} />
                  <span class="direction">{tCode('direction', found.direction)}</span>
                  <span>{tCode('verdict', found.verdict)}</span>
                </li>
              );
            })}
          </ul>
        </>
      ) : (
        <p>{tCode('shiftWhy', sensitivity.why)}</p>
      )}
    </section>
  );
}
