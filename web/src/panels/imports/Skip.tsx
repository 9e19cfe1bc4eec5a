import { t } from '../../i18n/t.ts';
import { skipped, toggleSkip } from './work.ts';

interface Props {
  row: number;
  /** Which row it is, for those who hear the button alone. */
  name: string;
  onToggle?: () => void;
}

/** Leaves a row out of what is published, or takes it in again. */
export function Skip({ row, name, onToggle }: Props) {
  const text = t(skipped.value.has(row) ? 'change.takeIn' : 'change.leaveOut');
  return (
    <button
      type="button"
      class="button skip"
      aria-label={`${text}: ${name}`}
      onClick={() => {
        onToggle?.();
        toggleSkip(row);
      }}
    >
      {text}
    </button>
  );
}
