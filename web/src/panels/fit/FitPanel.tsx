import { signal } from '@preact/signals';
import { Problem } from '../../api/client.ts';
import { formatArea } from '../../i18n/format.ts';
import { inLang, t, tCode } from '../../i18n/t.ts';
import { showBbox } from '../../map/camera.ts';
import { extentOf } from '../../map/extent.ts';
import {
  closePanel,
  compared,
  fitError,
  fitSubject,
  isNarrow,
  planChoice,
  useRepaired,
} from '../../state.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Busy, ErrorNotice, Notice } from '../../ui/Notice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { attempts, judged } from './ask.ts';
import { Compare } from './Compare.tsx';
import { Extract } from './Extract.tsx';
import { chooseInto, PlanPicker } from './PlanPicker.tsx';
import { nameOf, Parts, Verdict } from './Result.tsx';
import { SubjectPicker } from './Subject.tsx';
import './parts.css';
import './fit.css';

/** The day that the server takes for today, once it has said so. */
const today = signal<string | null>(null);

export function FitPanel() {
  const answer = judged.value;
  if (answer && planChoice.value.date === null) today.value = answer.fit.datetime;
  const now = today.value;
  return (
    <Panel id="fit" title={t('tool.fit')} onClose={closePanel}>
      <Question today={now} />
      <p class="visually-hidden" role="status">
        {answer && `${t('judge.verdict')}: ${tCode('verdict', answer.fit.verdict)}`}
      </p>
      <Outcome />
      {answer && compared.value !== null && <Compare today={now} />}
    </Panel>
  );
}

/** What is asked. On a phone it folds away once there is an answer, which would else lie below the screen. */
function Question({ today }: { today: string | null }) {
  const fields = (
    <>
      <SubjectPicker />
      <PlanPicker
        id="fit-a"
        label={t('plan.which')}
        choice={planChoice.value}
        onChoose={chooseInto(planChoice)}
        today={today}
      />
    </>
  );
  const answer = judged.value;
  if (!answer || !isNarrow()) return fields;
  return (
    <details class="question">
      <summary>{t('judge.question', { subject: nameOf(answer.fit) })}</summary>
      {fields}
    </details>
  );
}

function Outcome() {
  if (fitError.value) return <Failure />;
  if (fitSubject.value === null) return null;
  const answer = judged.value;
  if (!answer) return <Busy text={t('judge.busy')} />;
  const { fit } = answer;
  return (
    <>
      {fit.repaired && (
        <Notice tone="caution">
          <strong>{t('repair.used')}</strong>
          <ul>
            {fit.repaired.defects.map((defect) => (
              <li key={defect.vi}>{inLang({ text_vi: defect.vi, text_en: defect.en }, 'text')}</li>
            ))}
          </ul>
        </Notice>
      )}
      <Verdict fit={fit} />
      <Extract />
      {compared.value === null && <Parts fit={fit} />}
    </>
  );
}

/** What is wrong, where it is on the map, and the repaired shape that the server offers: taken only when asked for. */
function Failure() {
  const error = fitError.value;
  const problem = error instanceof Problem ? error : null;
  const places = problem?.faults.flatMap(({ location }) => location ?? []) ?? [];
  // What the server has understood and refused it will refuse again.
  const refused = problem !== null && problem.status >= 400 && problem.status < 500;
  const extent = places.length > 0 ? extentOf({ type: 'GeometryCollection', geometries: places }) : null;
  return (
    <div class="failure">
      <ErrorNotice error={error} />
      <p class="actions">
        {extent && (
          <button type="button" class="button" onClick={() => showBbox(extent, 17)}>
            <Icon name="target" />
            {t('repair.show')}
          </button>
        )}
        {!refused && (
          <button
            type="button"
            class="button"
            onClick={() => {
              attempts.value += 1;
            }}
          >
            {t('error.retry')}
          </button>
        )}
      </p>
      {problem?.repair && (
        <Notice tone="info">
          <p>
            <strong>{t('repair.offered')}</strong>{' '}
            {t('repair.drawn', { area: formatArea(problem.repair.area_m2) })}
          </p>
          <button
            type="button"
            class="button primary"
            onClick={() => {
              useRepaired.value = true;
            }}
          >
            {t('repair.use')}
          </button>
        </Notice>
      )}
    </div>
  );
}
