import { t } from '../../i18n/t.ts';
import { skipped, toggleSkip } from './work.ts';

interface Props {
  row: number;
  /** Which row it is, for those who hear the button alone. */
  name: string;
  onToggle?: (button: HTMLElement) => void;
}

/** Leaves a row out of what is published, or takes it in again. */
export function Skip({ row, name, onToggle }: Props) {
  const text = t(skipped.value.has(row) ? 'change.takeIn' : 'change.leaveOut');
  return (
    <button
      type="button"
      class="button skip"
      aria-label={`${text}: ${name}`}
      onClick={(event) => {
        onToggle?.(event.currentTarget);
        toggleSkip(row);
      }}
    >
      {text}
    </button>
  );
}
