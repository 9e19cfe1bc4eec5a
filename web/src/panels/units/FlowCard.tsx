import type { FlowEnd, LawEnd, UnitName } from '../../api/communes.ts';
import type { FeatureRef } from '../../api/types.ts';
import { t } from '../../i18n/t.ts';
import { boundaries, comparing, isNarrow, openFeature, panel, pointedUnit } from '../../state.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Busy, ErrorNotice } from '../../ui/Notice.tsx';
import { FlowList } from './FlowList.tsx';
import { endsOf, lawEndsOf } from './flows.ts';
import { cardOnRight, flows, flowsError, told } from './point.ts';

/** What the comparison tells of the unit pointed at; without one, how to point at one. */
export function FlowCard() {
  const unit = told.value;
  const index = flows.value;
  // On a phone the open panel takes the room; it lists the same flows.
  if (!comparing.value || (panel.value !== null && (isNarrow() || pointedUnit.value === null))) return null;
  const name = unit && index && (unit.collection === 'communes' ? index.flows.to : index.flows.from)[unit.id];
  return (
    <section
      class="swipe-card"
      data-place={panel.value ? 'beside' : cardOnRight.value ? 'right' : 'left'}
      aria-label={t('swipe.card')}
      role="status"
    >
      {flowsError.value !== null && (
        <>
          <p>{t('swipe.failed')}</p>
          <ErrorNotice error={flowsError.value} />
        </>
      )}
      {flowsError.value === null && index === null && <Busy />}
      {index &&
        (unit && name ? (
          <Told unit={unit} name={name} ends={endsOf(index, unit)} lawEnds={lawEndsOf(index, unit)} />
        ) : (
          <Help />
        ))}
    </section>
  );
}

const Help = () => <p class="swipe-help">{t('swipe.help')}</p>;

interface ToldProps {
  unit: FeatureRef;
  name: UnitName;
  ends: FlowEnd[];
  lawEnds: LawEnd[];
}

function Told({ unit, name, ends, lawEnds }: ToldProps) {
  const former = unit.collection !== 'communes';
  const indicative = boundaries.value?.boundary_certainty === 'indicative';
  return (
    <>
      <header>
        <div>
          <p class="eyebrow">
            {former ? t('swipe.before') : t('swipe.after')}
            {name.district && ` · ${name.district}`}
          </p>
          <h2>{name.full_name}</h2>
        </div>
        <button
          type="button"
          class="icon-button"
          aria-label={t('swipe.closeCard')}
          onClick={() => {
            pointedUnit.value = null;
          }}
        >
          <Icon name="close" />
        </button>
      </header>
      <h3>{former ? t('flow.wentTo') : t('flow.cameFrom')}</h3>
      <FlowList ends={ends} lawEnds={lawEnds} former={former} />
      <p class="fine">{indicative ? t('flow.bothIndicative') : t('flow.formerIndicative')}</p>
      <button type="button" class="button" onClick={() => openFeature(unit)}>
        {t('swipe.openPage')}
      </button>
    </>
  );
}
