import type { Verdict } from '../../api/fit-types.ts';
import { tCode } from '../../i18n/t.ts';
import { verdictColor } from '../../layers/palette.ts';
import { Icon, verdictIcon } from '../../ui/Icon.tsx';

/** A verdict by word, sign and colour. */
export function VerdictBadge({ verdict, large = false }: { verdict: Verdict; large?: boolean }) {
  return (
    <span
      class={large ? 'verdict verdict-large' : 'verdict'}
      data-verdict={verdict}
      style={{ '--verdict': verdictColor[verdict] }}
    >
      <Icon name={verdictIcon[verdict]} />
      {tCode('verdict', verdict)}
    </span>
  );
}

export function ConfidenceBadge({ confidence }: { confidence: string | null }) {
  if (confidence === null) return null;
  return (
    <span class="confidence" data-confidence={confidence}>
      {tCode('confidence', confidence)}
    </span>
  );
}
