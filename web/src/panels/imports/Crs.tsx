import type { CrsCandidate, ImportDocument } from '../../api/imports.ts';
import { formatLength, formatNumber, withUnit } from '../../i18n/format.ts';
import { inLang, t } from '../../i18n/t.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { isNear, litWay, lookAtWay, lookAtWays, weighing } from './drawn.ts';
import { asSentence } from './words.ts';
import { set } from './work.ts';

/** Which reference system the coordinates are in: every way that is possible, where it leads, and what speaks for it. */
export function Crs({ document }: { document: ImportDocument }) {
  const { crs } = document;
  const open = crs.chosen === null || weighing.value;
  return (
    <section class="crs" aria-labelledby="import-crs">
      <h3 id="import-crs">{t('way.title')}</h3>
      <Notice tone={crs.chosen === null ? 'caution' : 'info'}>
        {crs.chosen === null && <strong>{t('way.ask')} </strong>}
        {asSentence(inLang(crs, 'sentence') ?? '')}
      </Notice>
      {crs.candidates.length > 0 && (
        <>
          {crs.chosen !== null && (
            <button
              type="button"
              class="link-button"
              aria-expanded={weighing.value}
              onClick={() => {
                weighing.value = !weighing.value;
              }}
            >
              {t(weighing.value ? 'way.fewer' : 'way.more', { n: crs.candidates.length })}
            </button>
          )}
          <Ways crs={crs} open={open} />
          {crs.chosen === null && crs.candidates.filter(isNear).length > 1 && (
            <p class="actions">
              <button type="button" class="button" onClick={() => lookAtWays(true)}>
                <Icon name="target" />
                {t('way.showAll')}
              </button>
            </p>
          )}
        </>
      )}
    </section>
  );
}

function Ways({ crs, open }: { crs: ImportDocument['crs']; open: boolean }) {
  const first = crs.candidates[0];
  return (
    <fieldset class="ways">
      <legend class="visually-hidden">{t('way.title')}</legend>
      {crs.candidates.map((candidate, at) => {
        const chosen = crs.chosen === candidate.id;
        if (!open && !chosen) return null;
        return (
          <Way
            key={candidate.id}
            candidate={candidate}
            number={at + 1}
            chosen={chosen}
            // The server points at the question; the reader begins at the top of the list.
            field={chosen || (crs.chosen === null && at === 0)}
            first={first === candidate}
          />
        );
      })}
    </fieldset>
  );
}

interface WayProps {
  candidate: CrsCandidate;
  number: number;
  chosen: boolean;
  field: boolean;
  first: boolean;
}

function Way({ candidate, number, chosen, field, first }: WayProps) {
  const point = () => {
    litWay.value = candidate.id;
  };
  const leave = () => {
    if (litWay.value === candidate.id) litWay.value = null;
  };
  const id = `import-way-${number}`;
  return (
    <div
      class="way"
      data-way={candidate.id}
      data-chosen={chosen}
      data-lit={litWay.value === candidate.id}
      onPointerEnter={point}
      onPointerLeave={leave}
    >
      <label>
        <input
          type="radio"
          name="import-crs"
          data-field={field ? 'crs' : undefined}
          checked={chosen}
          aria-describedby={`${id}-why`}
          onFocus={point}
          onBlur={leave}
          onChange={() => {
            // The list stays as it is under the reader's hand.
            weighing.value = true;
            void set({ crs: candidate.id });
          }}
        />
        <span class="way-number" data-first={first}>
          {number}
        </span>
        <span>
          <strong>{inLang(candidate, 'title')}</strong>{' '}
          <span class="fine">
            {t('way.score', { score: withUnit(formatNumber(candidate.score * 100), '%') })}
          </span>
        </span>
      </label>
      <div id={`${id}-why`}>
        <p class="fine">
          {first ? t('way.first') : t('way.shift', { distance: formatLength(candidate.shift_m) })}
          {!isNear(candidate) && ` · ${t('way.far')}`}
        </p>
        {candidate.mistake && (
          <p class="mistake">
            <Icon name="caution" />
            {inLang({ said_vi: candidate.mistake.vi, said_en: candidate.mistake.en }, 'said')}
          </p>
        )}
        <ul>
          {candidate.reasons.map((reason) => (
            <li key={reason.vi}>{inLang({ said_vi: reason.vi, said_en: reason.en }, 'said')}</li>
          ))}
        </ul>
      </div>
      {candidate.outline && (
        <button
          type="button"
          class="link-button"
          aria-label={t('way.showNumber', { n: number })}
          onFocus={point}
          onBlur={leave}
          onClick={() => lookAtWay(candidate)}
        >
          <Icon name="target" />
          {t('way.show')}
        </button>
      )}
    </div>
  );
}
