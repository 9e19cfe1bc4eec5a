import { formatArea, formatLength, formatNumber, withUnit } from '../i18n/format.ts';
import { inLang, t } from '../i18n/t.ts';
import { addMeasurePoint, measuredShape, measureError } from '../map/measure.ts';
import { centre, closePanel, type MeasureMode, measureMode, measurement, measurePoints } from '../state.ts';
import { Icon } from '../ui/Icon.tsx';
import { Busy, ErrorNotice } from '../ui/Notice.tsx';
import { Panel } from '../ui/Panel.tsx';

const modes: MeasureMode[] = ['length', 'area'];

export function MeasurePanel() {
  const points = measurePoints.value;
  return (
    <Panel id="measure" title={t('tool.measure')} onClose={closePanel}>
      <fieldset class="segments">
        <legend class="visually-hidden">{t('measure.mode')}</legend>
        {modes.map((mode) => (
          <label key={mode}>
            <input
              type="radio"
              name="measure-mode"
              checked={measureMode.value === mode}
              onChange={() => {
                measureMode.value = mode;
              }}
            />
            <span>{t(`measure.${mode}`)}</span>
          </label>
        ))}
      </fieldset>
      <p>{t(measureMode.value === 'area' ? 'measure.helpArea' : 'measure.helpLength')}</p>
      <Result />
      <p class="actions">
        <button type="button" class="button" onClick={() => addMeasurePoint(centre.value)}>
          <Icon name="target" />
          {t('measure.addCentre')}
        </button>
        <button
          type="button"
          class="button"
          disabled={points.length === 0}
          onClick={() => {
            measurePoints.value = points.slice(0, -1);
          }}
        >
          <Icon name="undo" />
          {t('measure.undo')}
        </button>
        <button
          type="button"
          class="button"
          disabled={points.length === 0}
          onClick={() => {
            measurePoints.value = [];
          }}
        >
          {t('measure.clear')}
        </button>
      </p>
    </Panel>
  );
}

function Result() {
  const points = measurePoints.value;
  const result = measurement.value;
  if (measureError.value) return <ErrorNotice error={measureError.value} />;
  if (measuredShape(points, measureMode.value === 'area') === null) {
    return <p class="empty">{t('measure.points', { n: points.length })}</p>;
  }
  if (!result) return <Busy />;
  return (
    <dl class="facts measured" aria-live="polite">
      {result.area_m2 !== null && (
        <div>
          <dt>{t('measure.area')}</dt>
          <dd>
            <strong>{formatArea(result.area_m2)}</strong> ({withUnit(formatNumber(result.area_m2, 1), 'm²')})
          </dd>
        </div>
      )}
      <div>
        <dt>{t(result.area_m2 === null ? 'measure.length' : 'measure.perimeter')}</dt>
        <dd>
          <strong>{formatLength(result.perimeter_m ?? result.length_m)}</strong>
        </dd>
      </div>
      <div>
        <dt>{t('measure.basis')}</dt>
        <dd>
          {inLang(result, 'basis')} ({result.crs})
        </dd>
      </div>
    </dl>
  );
}
