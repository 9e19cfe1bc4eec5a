import { useEffect } from 'preact/hooks';
import { Problem } from '../../api/client.ts';
import type { Bbox } from '../../api/types.ts';
import { formatArea } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { calm, showBbox } from '../../map/camera.ts';
import { extentOf } from '../../map/extent.ts';
import { onMap } from '../../map/shape.ts';
import { type FitSubject, fitError, fitSubject, isNarrow, useRepaired } from '../../state.ts';
import { Icon } from '../../ui/Icon.tsx';
import { ErrorNotice, Notice } from '../../ui/Notice.tsx';
import { attempts } from './ask.ts';

/** What the server has understood and refused it will refuse again. */
export function isRefused(error: unknown): error is Problem {
  return error instanceof Problem && error.status >= 400 && error.status < 500;
}

/** Brings a part of the panel into view; on a phone the reader's place goes there too. */
export function showPart(selector: string): void {
  const part = document.querySelector<HTMLElement>(`.fit-panel ${selector}`);
  part?.scrollIntoView({ block: 'nearest', behavior: calm() ? 'instant' : 'smooth' });
  if (isNarrow()) part?.focus({ preventScroll: true });
}

/** Nearer than this a shape of a few metres has nothing around it to tell where it is. */
export const nearest = 16.5;

function extentOfShape(subject: FitSubject | null): Bbox | null {
  const extent = subject?.kind === 'shape' ? extentOf(onMap(subject.shape)) : null;
  // What was refused may lie nowhere on Earth.
  const sound = extent?.every((degrees, at) => Math.abs(degrees) <= (at % 2 === 0 ? 180 : 85));
  return sound ? extent : null;
}

/** A fault with so much of the shape around it that the reader sees where in the shape it is. */
function around(fault: Bbox, shape: Bbox | null): Bbox {
  if (!shape) return fault;
  const [width, height] = [(shape[2] - shape[0]) / 4, (shape[3] - shape[1]) / 4];
  return [fault[0] - width, fault[1] - height, fault[2] + width, fault[3] + height];
}

/** What is wrong, where it is on the map, and the repaired shape that the server offers: taken only when asked for. */
export function Failure() {
  const error = fitError.value;
  const problem = error instanceof Problem ? error : null;
  const places = problem?.faults.flatMap(({ location }) => location ?? []) ?? [];
  const fault = places.length > 0 ? extentOf({ type: 'GeometryCollection', geometries: places }) : null;
  const shape = extentOfShape(fitSubject.value);
  useEffect(() => {
    if (!isRefused(error)) return;
    showPart('.failure');
    if (shape) showBbox(shape, nearest);
  }, [error]);
  return (
    <div class="failure" tabIndex={-1}>
      <ErrorNotice error={error} />
      {problem?.repair && (
        <Notice tone="info">
          <strong>{t('repair.offered')}</strong>{' '}
          {t('repair.drawn', { area: formatArea(problem.repair.area_m2) })}
        </Notice>
      )}
      <p class="actions">
        {problem?.repair && (
          <button
            type="button"
            class="button primary"
            onClick={() => {
              useRepaired.value = true;
            }}
          >
            {t('repair.use')}
          </button>
        )}
        {fault && (
          <button type="button" class="button" onClick={() => showBbox(around(fault, shape), nearest)}>
            <Icon name="target" />
            {t('repair.show')}
          </button>
        )}
        {!isRefused(error) && (
          <button
            type="button"
            class="button"
            onClick={() => {
              attempts.value += 1;
            }}
          >
            {t('error.retry')}
          </button>
        )}
      </p>
    </div>
  );
}
