import { signal } from '@preact/signals';
import { withUnit } from '../../i18n/format.ts';
import { t, tCode } from '../../i18n/t.ts';
import { mostText_bytes, parseShape } from '../../map/polygon-text.ts';
import type { Grid } from '../../map/vn2000.ts';
import { goThere, judgeShape } from '../../state.ts';
import { Notice } from '../../ui/Notice.tsx';

const text = signal('');
/** What was judged last: an edited text is not yet what the result below is about. */
const sent = signal<string | null>(null);
const tooLarge = signal(false);
/** Numbers in metres do not tell which grid they are of. */
const grids: Grid[] = ['EPSG:5897', 'EPSG:3405'];
const grid = signal<Grid>('EPSG:5897');

function judge(): void {
  const read = parseShape(text.value, grid.value);
  sent.value = text.value;
  if (!read.ok) return;
  goThere.value = true;
  judgeShape(read.shape);
}

async function open(file: File | null | undefined): Promise<void> {
  if (!file) return;
  tooLarge.value = file.size > mostText_bytes;
  if (tooLarge.value) return;
  text.value = await file.text();
  judge();
}

/** A list of corners or GeoJSON, typed, pasted, or read from a file that never leaves the browser as a file. */
export function Paste() {
  const invalid = sent.value === text.value && !parseShape(text.value, grid.value).ok;
  return (
    <form
      class="paste"
      onSubmit={(event) => {
        event.preventDefault();
        judge();
      }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        const file = event.dataTransfer?.files[0];
        // Dropped text goes where the browser puts it.
        if (!file) return;
        event.preventDefault();
        void open(file);
      }}
    >
      <label for="fit-paste">{t('paste.label')}</label>
      <textarea
        id="fit-paste"
        rows={5}
        spellcheck={false}
        placeholder={t('paste.example')}
        aria-invalid={invalid}
        aria-describedby="fit-paste-help fit-paste-read"
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
          tooLarge.value = false;
        }}
      />
      <p id="fit-paste-help" class="fine">
        {t('paste.help')}
      </p>
      <label for="fit-grid">{t('paste.grid')}</label>
      <select
        id="fit-grid"
        value={grid.value}
        onChange={(event) => {
          grid.value = grids.find((each) => each === event.currentTarget.value) ?? 'EPSG:5897';
          // What stands judged was read by the other grid.
          if (sent.value !== null && sent.value === text.value) judge();
        }}
      >
        {grids.map((each) => (
          <option key={each} value={each}>
            {tCode('grid', each)}
          </option>
        ))}
      </select>
      <p class="actions">
        <button type="submit" class="button primary">
          {t('draw.finish')}
        </button>
        <label class="button">
          {t('paste.open')}
          <input
            type="file"
            class="visually-hidden"
            accept=".geojson,.json,.txt,.csv,application/geo+json"
            onChange={(event) => {
              const input = event.currentTarget;
              void open(input.files?.[0]).then(() => {
                input.value = '';
              });
            }}
          />
        </label>
      </p>
      <div id="fit-paste-read" aria-live="polite">
        <ReadAs />
      </div>
    </form>
  );
}

function ReadAs() {
  if (tooLarge.value) {
    return <Notice tone="error">{t('paste.tooLarge', { size: withUnit('2', 'MB') })}</Notice>;
  }
  if (sent.value === null || sent.value !== text.value) return null;
  const read = parseShape(text.value, grid.value);
  if (!read.ok) {
    const line = read.line === undefined ? '' : `${t('paste.line', { n: read.line })} `;
    return (
      <Notice tone="error">
        {line}
        {tCode('pasteDefect', read.defect)}
      </Notice>
    );
  }
  return (
    <p class="fine">
      {t('goto.readAs')}: {tCode('grid', read.shape.crs)}, {t('paste.points', { n: read.points })}
      {read.swapped && ` (${t('goto.swapped')})`}
    </p>
  );
}
