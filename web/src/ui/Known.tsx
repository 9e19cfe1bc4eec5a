import { tCode } from '../i18n/t.ts';
import { Icon } from './Icon.tsx';

/** Yes, no or unknown, told by word and sign as well as by colour. */
export function Known({ value }: { value: string }) {
  const name = value === 'yes' || value === 'no' ? value : 'unknown';
  return (
    <span class={`known known-${name}`}>
      <Icon name={name} />
      {tCode('known', name)}
    </span>
  );
}
