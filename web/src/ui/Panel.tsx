import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/t.ts';
import { hasStarted, useReturnOfFocus } from './focus.ts';
import { Icon } from './Icon.tsx';
import './Panel.css';

interface Props {
  id: string;
  title: string;
  eyebrow?: string | null;
  onClose: () => void;
  /** Given where the panel shows different things in turn: a new value moves the reader's focus to the title. */
  subject?: string;
  children: ComponentChildren;
  /** What stays in sight below, however low the panel is. */
  foot?: ComponentChildren;
}

/** A titled region beside the map, a sheet from below on a phone; Escape closes it. */
export function Panel({ id, title, eyebrow, onClose, subject, children, foot }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const section = useRef<HTMLElement>(null);
  useReturnOfFocus(section);
  useLayoutEffect(() => {
    if (hasStarted()) heading.current?.focus({ preventScroll: true });
  }, [subject]);
  return (
    <section
      ref={section}
      class={`panel ${id}-panel`}
      aria-labelledby={`${id}-title`}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <header>
        <div>
          {eyebrow && <p class="eyebrow">{eyebrow}</p>}
          <h2 id={`${id}-title`} ref={heading} tabIndex={-1}>
            {title}
          </h2>
        </div>
        <button type="button" class="icon-button" aria-label={t('action.close')} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div class="panel-body">{children}</div>
      {foot && <div class="panel-foot">{foot}</div>}
    </section>
  );
}
