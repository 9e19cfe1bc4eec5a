import type { FlowEnd } from '../../api/communes.ts';
import type { CollectionId } from '../../api/types.ts';
import { t, tCode } from '../../i18n/t.ts';
import { palette } from '../../layers/palette.ts';
import { openFeature } from '../../state.ts';
import { isEstimated, peopleText, shareText } from './flows.ts';

interface Props {
  ends: readonly FlowEnd[];
  /** Whose flows these are: of a former unit they leave, of one of today they arrive. */
  former: boolean;
  /** Given where each name opens its unit. */
  linked?: CollectionId;
}

/** The units at the other end of a unit's flows, each with share, people, basis and clause. */
export function FlowList({ ends, former, linked }: Props) {
  if (ends.length === 0) return <p class="empty">{t('flow.none')}</p>;
  return (
    <div class="flows">
      <p class="fine">{former ? t('flow.sharesLeft') : t('flow.sharesCame')}</p>
      <ul>
        {ends.map((end) => (
          <li key={end.code} data-code={end.code}>
            <span>
              {linked ? (
                <button
                  type="button"
                  class="link-button"
                  onClick={() => openFeature({ collection: linked, id: end.code })}
                >
                  {end.full_name}
                </button>
              ) : (
                <strong>{end.full_name}</strong>
              )}
              {end.district && <small>{end.district}</small>}
            </span>
            <span class="share">{t('flow.area', { share: shareText(end.weight, end.basis) })}</span>
            <span class="fine">
              {[
                linked && tCode('moves', end.moves),
                peopleText(end),
                tCode('flowBasis', end.basis),
                end.clause && t('flow.clause', { n: end.clause }),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
            <i class="bar" style={{ width: `${(end.weight ?? 0) * 100}%`, background: palette.flowEnd }} />
          </li>
        ))}
      </ul>
      {ends.some(isEstimated) && <p class="fine">{t('flow.estimated')}</p>}
    </div>
  );
}
