import { t, tCode } from '../i18n/t.ts';
import { candidates, closePanel, openFeature } from '../state.ts';
import { Panel } from '../ui/Panel.tsx';

/** Several features lie under the click: the reader says which is meant. */
export function ChoosePanel() {
  const found = candidates.value;
  return (
    <Panel id="choose" title={t('choose.title', { n: found.length })} onClose={closePanel}>
      <ul class="choices">
        {found.map((candidate) => (
          <li key={`${candidate.collection}/${candidate.id}`}>
            <button type="button" onClick={() => openFeature(candidate)}>
              <span>
                <span class="result-name">{candidate.name || candidate.id}</span>
                {candidate.place && <span class="result-place">{candidate.place}</span>}
              </span>
              <span class={`kind kind-${candidate.collection}`}>
                {tCode('kindShort', candidate.collection)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
