import { isCollectionId } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { hasText, inLang, t, tCode } from '../../i18n/t.ts';
import { layers } from '../../layers/index.ts';
import { closePanel, collections } from '../../state.ts';
import { Busy, ErrorNotice, Notice } from '../../ui/Notice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import {
  attempts,
  choice,
  chosen,
  crs,
  date,
  format,
  formatId,
  formats,
  formatsError,
  inView,
  searched,
  systems,
  tableRows,
  toggle,
  tooMany,
  which,
} from './ask.ts';
import { Links } from './Links.tsx';
import { Outcome } from './Outcome.tsx';

export function ExportPanel() {
  return (
    <Panel
      id="export"
      title={t('tool.export')}
      onClose={closePanel}
      foot={formats.value !== null && <Outcome />}
    >
      {formatsError.value !== null && (
        <>
          <ErrorNotice error={formatsError.value} />
          <button
            type="button"
            class="button"
            onClick={() => {
              attempts.value += 1;
            }}
          >
            {t('error.retry')}
          </button>
        </>
      )}
      {formats.value === null && formatsError.value === null && <Busy />}
      {formats.value !== null && <Fields />}
      <Links />
    </Panel>
  );
}

function Fields() {
  return (
    <>
      <CollectionPicker />
      <FormatPicker />
      <CrsPicker />
      <Extent />
      <p class="field">
        <label for="export-date">{t('export.date')}</label>
        <input
          id="export-date"
          type="date"
          value={date.value}
          aria-describedby="export-date-help"
          onInput={(event) => {
            date.value = event.currentTarget.value;
          }}
        />
        <span id="export-date-help" class="fine">
          {t('export.dateHelp')}
        </span>
      </p>
      <Caveats />
    </>
  );
}

/** What lies on top of the map comes first, as in the legend. */
function CollectionPicker() {
  return (
    <fieldset class="collections">
      <legend>{t('export.collections')}</legend>
      {[...layers].reverse().map(({ id, title }) => (
        <label key={id}>
          <input type="checkbox" checked={chosen.value.has(id)} onChange={() => toggle(id)} />
          <span>{t(title)}</span>
          <span class="count">{formatNumber(collections.value[id]?.itemCount ?? 0)}</span>
        </label>
      ))}
      {chosen.value.size === 0 && <Notice tone="caution">{t('export.none')}</Notice>}
    </fieldset>
  );
}

function FormatPicker() {
  const now = format.value;
  return (
    <p class="field">
      <label for="export-format">{t('export.format')}</label>
      <select
        id="export-format"
        value={formatId.value}
        aria-describedby="export-format-help"
        aria-invalid={tooMany.value}
        onChange={(event) => {
          formatId.value = event.currentTarget.value;
          crs.value = null;
        }}
      >
        {formats.value?.map((each) => (
          <option key={each.id} value={each.id}>
            {inLang(each, 'title')}
          </option>
        ))}
      </select>
      <span id="export-format-help" class="fine">
        {now && hasText(`exportUse.${now.id}`) && tCode('exportUse', now.id)}
        {now?.collections === 'many' && ` ${t('export.many')}`}
      </span>
      {tooMany.value && now && (
        <Notice tone="caution">{t('export.one', { format: inLang(now, 'title') ?? now.id })}</Notice>
      )}
    </p>
  );
}

function CrsPicker() {
  const known = systems.value;
  return (
    <p class="field">
      <label for="export-crs">{t('export.crs')}</label>
      <select
        id="export-crs"
        value={crs.value ?? known[0]}
        disabled={known.length < 2}
        onChange={(event) => {
          crs.value = event.currentTarget.value;
        }}
      >
        {known.map((each) => (
          <option key={each} value={each}>
            {tCode('crs', each)}
          </option>
        ))}
      </select>
      {known.length === 1 && <span class="fine">{t('export.crsFixed')}</span>}
    </p>
  );
}

function Extent() {
  const rows = tableRows.value;
  const words = searched.value;
  const choices = [
    { id: 'all' as const, text: t('export.all') },
    rows && {
      id: 'table' as const,
      text: t('export.table', {
        n: formatNumber(rows.ids.length),
        table: tCode('tableName', rows.collection),
        words: rows.words,
      }),
    },
    words !== '' && { id: 'search' as const, text: t('export.search', { words }) },
  ].filter((each) => each !== null && each !== false);
  return (
    <fieldset class="which">
      <legend>{t('export.which')}</legend>
      {choices.length > 1 &&
        choices.map(({ id, text }) => (
          <label key={id}>
            <input
              type="radio"
              name="export-which"
              checked={choice.value === id}
              onChange={() => {
                which.value = id;
              }}
            />
            <span>{text}</span>
          </label>
        ))}
      <label>
        <input
          type="checkbox"
          checked={inView.value}
          onChange={() => {
            inView.value = !inView.value;
          }}
        />
        <span>{t('export.inView')}</span>
      </label>
    </fieldset>
  );
}

/** What whoever takes the data must know of them: how sure the shapes are, and on what terms they are given. */
function Caveats() {
  const now = [...chosen.value].filter(isCollectionId);
  const invented = now.some((id) => id === 'plan-zones' || id === 'plan-constraints');
  return (
    <section class="caveats">
      <Notice tone="caution">
        {t('export.indicative')} {invented && <strong>{t('export.invented')}</strong>}
      </Notice>
      <details>
        <summary>{t('export.licences')}</summary>
        <ul>
          {now.map((id) => {
            const read = collections.value[id];
            return (
              <li key={id}>
                <strong>{tCode('kindShort', id)}</strong>: {read?.licence ?? t('value.unknown')}
                {read?.citation && <span class="fine">{read.citation}</span>}
              </li>
            );
          })}
        </ul>
      </details>
    </section>
  );
}
