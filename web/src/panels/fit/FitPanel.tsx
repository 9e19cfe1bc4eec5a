import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { inLang, t, tCode } from '../../i18n/t.ts';
import { showBbox } from '../../map/camera.ts';
import { closePanel, compared, fitError, fitSubject, isNarrow, planChoice } from '../../state.ts';
import { Busy, Notice } from '../../ui/Notice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { judged, subjectExtent } from './ask.ts';
import { Compare } from './Compare.tsx';
import { Extract } from './Extract.tsx';
import { Failure, isRefused, nearest, showPart } from './Failure.tsx';
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
  // Whoever takes a repaired shape wants to see what comes of it, wherever the button was.
  useEffect(() => {
    if (!answer?.fit.repaired) return;
    showPart('.verdict-box');
    const extent = isNarrow() ? subjectExtent(answer) : null;
    if (extent) showBbox(extent, nearest);
  }, [answer]);
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
  const refused = fitSubject.value?.kind === 'shape' && isRefused(fitError.value);
  if (!(answer || refused) || !isNarrow()) return fields;
  return (
    <details class="question">
      <summary>{t('judge.question', { subject: answer ? nameOf(answer.fit) : t('judge.drawn') })}</summary>
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
      <Verdict fit={fit} />
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
      <Extract />
      {compared.value === null && <Parts fit={fit} />}
    </>
  );
}
