import { computed } from '@preact/signals';
import { t, tCode } from '../../i18n/t.ts';
import { addCorner, clearDrawing, finishDrawing, undoCorner } from '../../map/draw.ts';
import {
  centre,
  cityFit,
  drawing,
  drawPoints,
  type FitMode,
  fitMode,
  fitSubject,
  judgeCluster,
  showPanel,
} from '../../state.ts';
import { Icon } from '../../ui/Icon.tsx';
import { namesOf } from './declared.ts';
import { Paste } from './Paste.tsx';

const modes: FitMode[] = ['cluster', 'draw', 'paste'];

/** What is judged: a cluster of the register, or an outline drawn or pasted here. */
export function SubjectPicker() {
  return (
    <section class="subject">
      <div class="subject-head">
        <fieldset class="segments">
          <legend class="visually-hidden">{t('subject.mode')}</legend>
          {modes.map((mode) => (
            <label key={mode}>
              <input
                type="radio"
                name="fit-mode"
                checked={fitMode.value === mode}
                onChange={() => chooseMode(mode)}
              />
              <span>{tCode('subjectMode', mode)}</span>
            </label>
          ))}
        </fieldset>
        {fitSubject.value?.kind === 'cluster' && (
          <button type="button" class="link-button" onClick={() => showPanel('feature')}>
            <Icon name="back" />
            {t('subject.facts')}
          </button>
        )}
      </div>
      {fitMode.value === 'cluster' && <ClusterPicker />}
      {fitMode.value === 'draw' && <Drawing />}
      {fitMode.value === 'paste' && <Paste />}
    </section>
  );
}

function chooseMode(mode: FitMode): void {
  fitMode.value = mode;
  fitSubject.value = null;
  if (mode === 'draw' && drawPoints.value.length > 2) finishDrawing();
}

const collator = new Intl.Collator('vi', { numeric: true });
const choices = computed(() => {
  const rows = cityFit.value?.rows ?? [];
  const names = namesOf(rows);
  const named = rows.map((row) => ({
    id: row.id,
    text: [names.get(row.id), row.declared_commune_name ?? row.commune_name].filter(Boolean).join(' · '),
  }));
  return named.sort((a, b) => collator.compare(a.text, b.text));
});

function ClusterPicker() {
  const subject = fitSubject.value;
  const id = subject?.kind === 'cluster' ? subject.id : '';
  return (
    <>
      <label for="fit-cluster" class={id === '' ? undefined : 'visually-hidden'}>
        {t('subject.cluster')}
      </label>
      <select
        id="fit-cluster"
        value={id}
        onChange={(event) => event.currentTarget.value && judgeCluster(event.currentTarget.value)}
      >
        <option value="">{t('subject.choose')}</option>
        {id !== '' && choices.value.every((choice) => choice.id !== id) && <option value={id}>{id}</option>}
        {choices.value.map((choice) => (
          <option key={choice.id} value={choice.id}>
            {choice.text}
          </option>
        ))}
      </select>
    </>
  );
}

function Drawing() {
  const n = drawPoints.value.length;
  return (
    <>
      {drawing.value && <p>{t('draw.help')}</p>}
      <p class="fine" role="status">
        {drawing.value ? t('measure.points', { n }) : t('draw.finished', { n })}
      </p>
      <p class="actions">
        {drawing.value && (
          <>
            <button type="button" class="button" onClick={() => addCorner(centre.value)}>
              <Icon name="target" />
              {t('measure.addCentre')}
            </button>
            <button type="button" class="button primary" disabled={n < 3} onClick={finishDrawing}>
              {t('draw.finish')}
            </button>
          </>
        )}
        <button type="button" class="button" disabled={n === 0} onClick={undoCorner}>
          <Icon name="undo" />
          {t('measure.undo')}
        </button>
        <button type="button" class="button" disabled={n === 0} onClick={clearDrawing}>
          {t('measure.clear')}
        </button>
      </p>
    </>
  );
}
