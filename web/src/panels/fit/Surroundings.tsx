import type { Fit, Plant } from '../../api/fit-types.ts';
import { formatArea, formatLength } from '../../i18n/format.ts';
import { inLang, t, tCode } from '../../i18n/t.ts';
import { showPlace } from '../../map/camera.ts';
import { keyOf, lit } from '../../map/pieces.ts';
import { openFeature } from '../../state.ts';
import { Icon } from '../../ui/Icon.tsx';
import { amount } from './Findings.tsx';

const states = ['concerned', 'no_data', 'not_concerned'] as const;

/** That something does not concern a place is a statement; that nobody knows is another. */
export function Themes({ fit }: { fit: Fit }) {
  return (
    <section class="themes">
      <h3>{t('judge.themes')}</h3>
      <dl class="facts">
        {states.map((state) => {
          const themes = fit.themes.filter((each) => each.state === state);
          return (
            themes.length > 0 && (
              <div key={state} data-state={state}>
                <dt>{tCode('themeState', state)}</dt>
                <dd>{themes.map(({ theme }) => themeName(theme)).join(', ')}</dd>
              </div>
            )
          );
        })}
      </dl>
    </section>
  );
}

const themeName = (theme: string) => (theme === 'land_use' ? t('judge.landUse') : tCode('constraint', theme));

export function Wastewater({ fit }: { fit: Fit }) {
  const { own, nearest } = fit.wastewater;
  return (
    <section>
      <h3>{t('judge.wastewater')}</h3>
      <dl class="facts">
        <div>
          <dt>{t('judge.ownPlant')}</dt>
          <dd>
            {own.length === 0
              ? t('judge.noPlant')
              : own.map((plant) => <PlantLink key={plant.id} plant={plant} />)}
          </dd>
        </div>
        {nearest && own.every(({ id }) => id !== nearest.id) && (
          <div>
            <dt>{t('judge.nearestPlant')}</dt>
            <dd>
              <PlantLink plant={nearest} />
              {t('judge.distance', { distance: formatLength(nearest.distance_m) })}
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

function PlantLink({ plant }: { plant: Plant }) {
  return (
    <span class="plant">
      <button
        type="button"
        class="link-button"
        onClick={() => openFeature({ collection: 'wastewater-plants', id: plant.id })}
      >
        {plant.name}
      </button>{' '}
      ({tCode('condition', plant.condition)}){' '}
    </span>
  );
}

/** Narrow strips where two data sets do not quite meet: listed with the limit below which they count as such. */
export function Slivers({ fit }: { fit: Fit }) {
  const [area, width] = ['sliver_area', 'sliver_width'].map((rule) =>
    fit.thresholds.find((each) => each.rule === rule),
  );
  if (fit.slivers.length === 0) return null;
  return (
    <section class="slivers">
      <h3>{t('judge.slivers', { n: fit.slivers.length })}</h3>
      {area && width && (
        <p class="fine">
          {t('judge.sliverLimit', {
            area: amount(area.value, area.unit),
            width: amount(width.value, width.unit),
          })}
        </p>
      )}
      <ul>
        {fit.slivers.map((sliver) => (
          <li key={`${sliver.id}${sliver.at.join()}`}>
            <span>{sliverName(fit, sliver.id)}</span>{' '}
            <span class="fine">
              {formatArea(sliver.area_m2)}, {t('judge.sliverWidth', { width: formatLength(sliver.width_m) })}
            </span>
            <button
              type="button"
              class="link-button"
              onClick={() => {
                showPlace(sliver.at[0], sliver.at[1], 18);
                lit.value = new Set([keyOf({ part: sliver.part, id: sliver.id })]);
              }}
            >
              <Icon name="target" />
              {t('action.zoomTo')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function sliverName(fit: Fit, id: string | null): string {
  if (id === null) return t('judge.residual');
  const zone = fit.zones.find((each) => each.id === id);
  return (zone && inLang(zone, 'name')) ?? id;
}
