import type { Finding, Fit } from '../../api/fit-types.ts';
import { formatLength, formatNumber, formatShare, withUnit } from '../../i18n/format.ts';
import { inLang, t, tCode } from '../../i18n/t.ts';
import { lit } from '../../map/pieces.ts';
import { Icon } from '../../ui/Icon.tsx';
import { lawText } from './Badge.tsx';
import { byEffect, keysOfFinding } from './bars.ts';

/** Each finding with what was measured, the limit, where that is written, and how sure it is. */
export function Findings({ fit }: { fit: Fit }) {
  return (
    <section class="findings">
      <h3>{t('judge.findings')}</h3>
      {fit.findings.length === 0 && <p class="empty">{t('judge.noFindings')}</p>}
      <ol>
        {byEffect(fit).map((finding) => (
          <Line key={`${finding.rule}${finding.on?.part}${finding.on?.id}`} fit={fit} finding={finding} />
        ))}
      </ol>
    </section>
  );
}

function Line({ fit, finding }: { fit: Fit; finding: Finding }) {
  const keys = keysOfFinding(fit, finding);
  const light = () => {
    lit.value = new Set(keys);
  };
  const darken = () => {
    lit.value = new Set();
  };
  const isLit = keys.length > 0 && keys.every((key) => lit.value.has(key));
  return (
    <li
      data-rule={finding.rule}
      data-effect={finding.effect}
      data-lit={isLit}
      onPointerEnter={keys.length > 0 ? light : undefined}
      onPointerLeave={keys.length > 0 ? darken : undefined}
    >
      <p>
        <span class="effect">{effectText(finding)}</span> {inLang(finding, 'sentence')}
      </p>
      <p class="fine">{factsOf(fit, finding).join(' · ')}</p>
      {keys.length > 0 && (
        <button type="button" class="link-button" onFocus={light} onBlur={darken} onClick={light}>
          <Icon name="target" />
          {t('judge.showPiece')}
        </button>
      )}
    </li>
  );
}

function effectText({ effect, caps_at }: Finding): string {
  return effect === 'caps' && caps_at
    ? t('judge.capsAt', { verdict: tCode('verdict', caps_at).toLowerCase() })
    : tCode('effect', effect);
}

function factsOf(fit: Fit, finding: Finding): string[] {
  const { unit } = finding;
  // A count is in the sentence, with what was counted.
  const [value, limit] = unit === 'count' ? [null, null] : [finding.value, finding.limit];
  const facts = [
    value === null ? null : t('judge.measured', { value: amount(value, unit) }),
    limit === null ? null : t('judge.limit', { value: amount(limit, unit) }),
    finding.article,
    finding.decision,
    finding.plan === null ? null : t('judge.byPlan', { plan: finding.plan, n: finding.plan_version ?? '–' }),
    finding.law_status === null ? null : lawText(finding.law_status, fit.plan.synthetic),
    finding.certainty === null ? null : tCode('certainty', finding.certainty),
  ];
  return facts.filter((fact) => fact !== null && fact !== '') as string[];
}

/** A measured value or a limit in its own unit. */
export function amount(value: number, unit: string | null): string {
  switch (unit) {
    case 'share':
      return formatShare(value);
    case 'ha':
      return withUnit(formatNumber(value, 4), 'ha');
    case 'm2':
      return withUnit(formatNumber(value, 1), 'm²');
    case 'm':
      return formatLength(value);
    case 'yes_no':
      return tCode('known', value === 0 ? 'no' : 'yes');
    default:
      return formatNumber(value, 4);
  }
}
