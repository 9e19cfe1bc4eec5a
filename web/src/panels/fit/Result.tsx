import type { Fit } from '../../api/fit-types.ts';
import { formatArea, formatDate, formatLength } from '../../i18n/format.ts';
import { inLang, t, tCode } from '../../i18n/t.ts';
import { fitMode, fitSubject, planChoice } from '../../state.ts';
import { Notice } from '../../ui/Notice.tsx';
import { plans } from './ask.ts';
import { ConfidenceBadge, lawText, VerdictBadge } from './Badge.tsx';
import { Bars, Stack } from './Bars.tsx';
import { Basis, Thresholds } from './Basis.tsx';
import { classBars, clusterBars, communeBars, constraintBars } from './bars.ts';
import { DeclaredFacts } from './DeclaredFacts.tsx';
import { Findings } from './Findings.tsx';
import { Sensitivity } from './Sensitivity.tsx';
import { Slivers, Themes, Wastewater } from './Surroundings.tsx';

/** The answer in one box: the verdict, how sure it is, of what and by which plan. */
export function Verdict({ fit }: { fit: Fit }) {
  const { subject, plan } = fit;
  const asked = fitSubject.value;
  return (
    <section class="verdict-box" data-verdict={fit.verdict} tabIndex={-1}>
      {plan.synthetic && <p class="plan-strip">{t('judge.synthetic')}</p>}
      <p class="badges">
        <VerdictBadge verdict={fit.verdict} large />
        <ConfidenceBadge confidence={fit.confidence} />
      </p>
      {fit.reason && <p class="reason">{tCode('reason', fit.reason)}</p>}
      {fit.reason === 'no_plan_geometry' && <OfferIllustration />}
      <p>
        <strong>{nameOf(fit)}</strong> · {formatArea(fit.area_m2)} ·{' '}
        {t('judge.perimeter', { length: formatLength(fit.perimeter_m) })}
      </p>
      {asked?.kind === 'shape' && fitMode.value === 'paste' && (
        <p class="fine">
          {t('goto.readAs')}: {tCode('grid', asked.shape.crs)}
        </p>
      )}
      <p class="fine">
        {inLang(plan, 'title')}
        {plan.decision && ` (${plan.decision})`} · {t('judge.version', { n: plan.version })} ·{' '}
        {lawText(plan.law_status, plan.synthetic)} · {t('judge.onDay', { date: formatDate(fit.datetime) })}
      </p>
      {subject.boundary_certainty === 'indicative' && (
        <Notice tone="caution">
          <p>
            <strong>{tCode('certainty', 'indicative')}.</strong> {t('judge.indicative')}
            {subject.area_is_assumed && ` ${t('judge.assumedArea')}`}
          </p>
        </Notice>
      )}
    </section>
  );
}

export function nameOf({ subject }: Fit): string {
  if (subject.name === null) return t('judge.drawn');
  return subject.phase ? `${subject.name} (${t('fact.phase')} ${subject.phase})` : subject.name;
}

/** Where no plan can be compared, what an answer looks like can still be shown, named as what it is. */
function OfferIllustration() {
  const invented = plans.value?.plans.find(({ synthetic, has_zones }) => synthetic && has_zones);
  if (!invented) return null;
  return (
    <button
      type="button"
      class="button"
      onClick={() => {
        planChoice.value = { ...planChoice.value, plan: invented.id };
      }}
    >
      {t('judge.showIllustration')}
    </button>
  );
}

/** Everything the verdict rests on, what weighs most first. */
export function Parts({ fit }: { fit: Fit }) {
  const classes = classBars(fit);
  const constraints = constraintBars(fit);
  return (
    <>
      {fit.reason !== 'no_plan_geometry' && (
        <section>
          <h3>{t('judge.classes')}</h3>
          <p class="fine">{t('judge.basis', { crs: fit.crs })}</p>
          {classes.length > 0 && <Stack fit={fit} />}
          <Bars bars={classes} label={t('judge.classes')} />
          <h3>{t('judge.constraints')}</h3>
          <Bars bars={constraints} label={t('judge.constraints')} />
          {constraints.length === 0 && <p class="empty">{t('judge.noConstraints')}</p>}
        </section>
      )}
      <Findings fit={fit} />
      <Themes fit={fit} />
      <Sensitivity sensitivity={fit.sensitivity} />
      <section>
        <h3>{t('judge.communes')}</h3>
        <Bars bars={communeBars(fit)} label={t('judge.communes')} />
        {fit.communes.length === 0 && <p class="empty">{t('judge.noCommunes')}</p>}
      </section>
      {fit.clusters.length > 0 && (
        <section>
          <h3>{t('judge.clusters')}</h3>
          <Bars bars={clusterBars(fit)} label={t('judge.clusters')} />
        </section>
      )}
      <Wastewater fit={fit} />
      <Slivers fit={fit} />
      <DeclaredFacts fit={fit} />
      <Thresholds fit={fit} />
      <Basis fit={fit} />
    </>
  );
}
