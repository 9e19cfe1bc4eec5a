import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { saveBlob } from '../../api/exports.ts';
import { fetchDefects, type ImportDocument } from '../../api/imports.ts';
import { formatNumber } from '../../i18n/format.ts';
import { inLang, t, tCode } from '../../i18n/t.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { type Listed, listed, litDefect, lookAtDefect, severity } from './drawn.ts';
import { findField } from './ImportPanel.tsx';
import { Skip } from './Skip.tsx';
import { token } from './session.ts';
import { asSentence, placeOf } from './words.ts';
import { fail, staged } from './work.ts';

const severities = ['error', 'warning', 'note'] as const;
const page = 50;
const shown = signal(page);
const fetching = signal(false);

/** All that is wrong with the file, or worth a look, with the place of each in the file and on the map. */
export function Defects({ document }: { document: ImportDocument }) {
  useEffect(keepPlace, [document]);
  if (document.defects.length === 0) {
    if (document.crs.chosen === null) return null;
    return <Notice tone="info">{t('defect.none')}</Notice>;
  }
  const rows = listed.value;
  return (
    <section class="defects" aria-labelledby="import-defects">
      <h3 id="import-defects" tabIndex={-1}>
        {t('defect.title')}
      </h3>
      {document.counts.errors > 0 && (
        <Notice tone="error">{t('defect.block', { n: formatNumber(document.counts.errors) })}</Notice>
      )}
      <SeverityFilter document={document} />
      <div class="scroll">
        <table>
          <caption class="visually-hidden">{t('defect.caption')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('defect.severity')}</th>
              <th scope="col">{t('defect.place')}</th>
              <th scope="col">{t('defect.what')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown.value).map((row) => (
              <Row key={row.at} row={row} />
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > shown.value && (
        <button
          type="button"
          class="link-button"
          onClick={() => {
            shown.value += page;
          }}
        >
          {t('defect.more', { n: Math.min(page, rows.length - shown.value) })}
        </button>
      )}
      {totalOf(document) > document.defects.length && (
        <p class="fine">{t('defect.first', { n: formatNumber(document.defects.length) })}</p>
      )}
      <p class="actions">
        <span class="fine">{t('defect.download')}</span>
        {(['geojson', 'csv'] as const).map((format) => (
          <button
            key={format}
            type="button"
            class="button"
            aria-label={t('defect.downloadAs', { format: tCode('importFormat', format) })}
            disabled={fetching.value}
            onClick={() => download(document, format)}
          >
            <Icon name="download" />
            {tCode('importFormat', format)}
          </button>
        ))}
      </p>
    </section>
  );
}

/** Counts are of all defects, the list may end before. */
function totalOf({ counts }: ImportDocument): number {
  return counts.errors + counts.warnings + counts.notes;
}

function SeverityFilter({ document }: { document: ImportDocument }) {
  const counts = {
    error: document.counts.errors,
    warning: document.counts.warnings,
    note: document.counts.notes,
  };
  const present = severities.filter((each) => counts[each] > 0);
  if (present.length < 2) return null;
  return (
    <fieldset class="segments">
      <legend class="visually-hidden">{t('defect.filter')}</legend>
      {(['all', ...present] as const).map((each) => (
        <label key={each}>
          <input
            type="radio"
            name="defect-severity"
            checked={severity.value === each}
            onChange={() => {
              severity.value = each;
              shown.value = page;
            }}
          />
          <span>
            {each === 'all' ? t('defect.all') : `${tCode('severity', each)} (${formatNumber(counts[each])})`}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function Row({ row }: { row: Listed }) {
  const { at, defect } = row;
  const lit = litDefect.value === at;
  const sentence = asSentence(inLang(defect, 'sentence') ?? defect.code);
  const { property } = defect;
  return (
    <tr data-severity={defect.severity} data-lit={lit}>
      <td>
        <span class="severity" data-severity={defect.severity}>
          {tCode('severity', defect.severity)}
        </span>
      </td>
      <td class="place">{placeOf(defect.place)}</td>
      <td>
        {defect.location !== null || defect.row !== null ? (
          <button type="button" class="link-button" aria-pressed={lit} onClick={() => lookAtDefect(row)}>
            {sentence}
          </button>
        ) : (
          sentence
        )}
        {property && ' '}
        {property && (
          <button
            type="button"
            class="link-button field-link"
            onClick={() => findField(`mapping.${property}`)?.focus()}
          >
            {t('defect.toField')}
          </button>
        )}
        {staged.value && defect.severity === 'error' && defect.row !== null && (
          <p>
            <Skip row={defect.row} name={placeOf(defect.place)} onToggle={keep} />
          </p>
        )}
      </td>
    </tr>
  );
}

/** The button by which a row was left out, for as long as it stands there. */
let pressed: HTMLElement | null = null;
const keep = (button: HTMLElement) => {
  pressed = button;
};

/** The error of a row goes with the row, and the button with it: the reader's place is then the list it stood in. */
function keepPlace(): void {
  if (pressed === null || pressed.isConnected) return;
  pressed = null;
  if (document.activeElement !== document.body) return;
  const heading = document.getElementById('import-defects') ?? document.getElementById('import-changes');
  heading?.focus();
}

async function download({ id, file }: ImportDocument, format: 'geojson' | 'csv'): Promise<void> {
  fetching.value = true;
  try {
    const blob = await fetchDefects(id, format, { token: token.value });
    const stem = file.name.replace(/\.[^.]*$/, '');
    saveBlob(blob, `${stem}-${t('defect.fileName')}.${format}`);
  } catch (error) {
    fail(error);
  } finally {
    fetching.value = false;
  }
}
