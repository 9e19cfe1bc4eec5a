import { signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { formatDegrees, formatGrid } from '../i18n/format.ts';
import { t } from '../i18n/t.ts';
import { showPlace } from '../map/camera.ts';
import { parseCoordinates } from '../map/coordinates.ts';
import { toGrid } from '../map/vn2000.ts';
import { closePanel, goneTo, hanoiExtent } from '../state.ts';
import { Notice } from '../ui/Notice.tsx';
import { Panel } from '../ui/Panel.tsx';

const input = signal('');
const submitted = signal('');

function go(event: Event): void {
  event.preventDefault();
  submitted.value = input.value;
  const parsed = parseCoordinates(input.value);
  goneTo.value = parsed.ok ? parsed.point : null;
  if (parsed.ok) showPlace(parsed.point.lon, parsed.point.lat);
}

export function GotoPanel() {
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  const invalid = submitted.value !== '' && !parseCoordinates(submitted.value).ok;
  return (
    <Panel
      id="goto"
      title={t('tool.goto')}
      onClose={() => {
        goneTo.value = null;
        submitted.value = '';
        closePanel();
      }}
    >
      <form onSubmit={go}>
        <label for="goto-input">{t('goto.label')}</label>
        <div class="row">
          <input
            ref={field}
            id="goto-input"
            type="text"
            autocomplete="off"
            inputMode="text"
            aria-invalid={invalid}
            aria-describedby="goto-help goto-result"
            value={input.value}
            onInput={(event) => {
              input.value = event.currentTarget.value;
            }}
          />
          <button type="submit" class="button primary">
            {t('goto.go')}
          </button>
        </div>
        <p id="goto-help" class="fine">
          {t('goto.help')}
        </p>
      </form>
      <div id="goto-result" aria-live="polite">
        <Outcome />
      </div>
    </Panel>
  );
}

function Outcome() {
  if (submitted.value === '' && goneTo.value === null) return null;
  const parsed = parseCoordinates(submitted.value);
  if (!parsed.ok) return <Notice tone="error">{t(`goto.${parsed.defect}`)}</Notice>;
  const { lon, lat } = parsed.point;
  const { easting, northing } = toGrid(parsed.point);
  const [west, south, east, north] = hanoiExtent;
  const outside = lon < west || lon > east || lat < south || lat > north;
  return (
    <>
      <dl class="facts">
        <div>
          <dt>{t('goto.readAs')}</dt>
          <dd>
            {t(`system.${parsed.system}`)}
            {parsed.swapped && ` (${t('goto.swapped')})`}
          </dd>
        </div>
        <div>
          <dt>WGS 84</dt>
          <dd>{formatDegrees(lon, lat)}</dd>
        </div>
        <div>
          <dt>VN-2000</dt>
          <dd>{formatGrid(easting, northing)}</dd>
        </div>
      </dl>
      {outside && <Notice tone="caution">{t('goto.outside')}</Notice>}
    </>
  );
}
