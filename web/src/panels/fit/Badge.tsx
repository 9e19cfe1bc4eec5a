import type { Verdict } from '../../api/fit-types.ts';
import { t, tCode } from '../../i18n/t.ts';
import { verdictColor } from '../../layers/palette.ts';
import { Icon, verdictIcon } from '../../ui/Icon.tsx';

interface VerdictProps {
  verdict: Verdict;
  large?: boolean;
  /** By an invented plan, beside what real papers say: in no colour, or it would pass for an answer. */
  illustrative?: boolean;
}

/** A verdict by word, sign and colour. */
export function VerdictBadge({ verdict, large = false, illustrative = false }: VerdictProps) {
  return (
    <span
      class={large ? 'verdict verdict-large' : 'verdict'}
      data-verdict={verdict}
      data-illustrative={illustrative}
      style={{ '--verdict': illustrative ? 'var(--ink-2)' : verdictColor[verdict] }}
    >
      <Icon name={verdictIcon[verdict]} />
      {tCode('verdict', verdict)}
      {illustrative && ' '}
      {illustrative && <Illustrative />}
    </span>
  );
}

/** Stands with every answer that comes of an invented plan. */
export function Illustrative() {
  return <span class="illustrative">({t('judge.illustrative')})</span>;
}

/** The state of a plan in law; of an invented one it is only assumed. */
export function lawText(status: string, synthetic: boolean): string {
  const text = tCode('law', status);
  return synthetic ? t('judge.assumedLaw', { status: text.toLowerCase() }) : text;
}

export function ConfidenceBadge({ confidence }: { confidence: string | null }) {
  if (confidence === null) return null;
  return (
    <span class="confidence" data-confidence={confidence}>
      {tCode('confidence', confidence)}
    </span>
  );
}
