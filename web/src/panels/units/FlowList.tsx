import type { FlowEnd, LawEnd } from '../../api/communes.ts';
import type { CollectionId } from '../../api/types.ts';
import { t, tCode } from '../../i18n/t.ts';
import { palette } from '../../layers/palette.ts';
import { openFeature } from '../../state.ts';
import { isEstimated, peopleText, settlesPeople, shareText } from './flows.ts';

interface Props {
  ends: readonly FlowEnd[];
  /** The ends that only the resolution names. */
  lawEnds: readonly LawEnd[];
  /** Whose flows these are: of a former unit they leave, of one of today they arrive. */
  former: boolean;
  /** Given where each name opens its unit. */
  linked?: CollectionId;
}

/** The units at the other end of a unit's flows, each with share, people, basis and clause. */
export function FlowList({ ends, lawEnds, former, linked }: Props) {
  if (ends.length === 0 && lawEnds.length === 0) return <p class="empty">{t('flow.none')}</p>;
  return (
    <div class="flows">
      <p class="fine">{former ? t('flow.sharesLeft') : t('flow.sharesCame')}</p>
      <ul>
        {ends.map((end) => (
          <li key={end.code} data-code={end.code}>
            <span>
              <Name end={end} linked={linked} />
              {end.district && <small>{end.district}</small>}
            </span>
            <span class="share">{t('flow.area', { share: shareText(end.weight, end.basis) })}</span>
            <span class="fine">
              {[
                linked && end.moves && tCode('moves', end.moves),
                // What the law moves has said already whether all people went, or none.
                !(linked && settlesPeople(end)) && end.population_weight !== null && peopleText(end),
                tCode('flowBasis', end.basis),
                end.clause && t('flow.clause', { n: end.clause }),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
            <i class="bar" style={{ width: `${(end.weight ?? 0) * 100}%`, background: palette.flowEnd }} />
          </li>
        ))}
        {lawEnds.map((end) => (
          <li key={end.code} data-code={end.code}>
            <span>
              <Name end={end} linked={linked} />
            </span>
            <span class="share">{t('flow.shareUnknown')}</span>
            <span class="fine">
              {[end.moves && tCode('moves', end.moves), end.clause && t('flow.clause', { n: end.clause })]
                .filter(Boolean)
                .join(' · ')}
              {'. '}
              {t('flow.onlyInLaw')}
            </span>
          </li>
        ))}
      </ul>
      {ends.some(isEstimated) && <p class="fine">{t('flow.estimated')}</p>}
    </div>
  );
}

function Name({ end, linked }: { end: LawEnd; linked: CollectionId | undefined }) {
  if (!linked) return <strong>{end.full_name}</strong>;
  return (
    <button
      type="button"
      class="link-button"
      onClick={() => openFeature({ collection: linked, id: end.code })}
    >
      {end.full_name}
    </button>
  );
}
