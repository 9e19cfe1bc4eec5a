import { signal } from '@preact/signals';
import { fetchSearch, isAbort } from '../api/client.ts';
import type { SearchResult } from '../api/types.ts';
import { inLang, t, tCode } from '../i18n/t.ts';
import { showBbox } from '../map/camera.ts';
import { openFeature } from '../state.ts';
import { afterPause } from '../ui/clock.ts';
import { Icon } from '../ui/Icon.tsx';
import { ErrorNotice } from '../ui/Notice.tsx';
import './SearchPanel.css';

const query = signal('');
const results = signal<SearchResult[] | null>(null);
const failure = signal<unknown>(null);
const active = signal(-1);
const open = signal(false);

let abort = new AbortController();

async function find(text: string): Promise<void> {
  abort.abort();
  abort = new AbortController();
  const { signal: ours } = abort;
  failure.value = null;
  if (text.trim() === '') {
    results.value = null;
    return;
  }
  try {
    const found = await fetchSearch(text.trim(), ours);
    if (ours.aborted) return;
    results.value = found.results;
    active.value = -1;
  } catch (error) {
    if (isAbort(error)) return;
    results.value = null;
    failure.value = error;
  }
}

const findAfterPause = afterPause(150, find);

function choose(result: SearchResult): void {
  open.value = false;
  query.value = result.name;
  openFeature(result);
  showBbox(result.bbox);
}

function move(step: number): void {
  const count = results.value?.length ?? 0;
  if (count === 0) return;
  open.value = true;
  const from = active.value < 0 && step < 0 ? 0 : active.value;
  active.value = (from + step + count) % count;
  document.getElementById(optionId(active.value))?.scrollIntoView({ block: 'nearest' });
}

function handleKey(event: KeyboardEvent): void {
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    move(event.key === 'ArrowDown' ? 1 : -1);
  } else if (event.key === 'Enter') {
    const result = results.value?.[Math.max(active.value, 0)];
    if (open.value && result) {
      event.preventDefault();
      choose(result);
    }
  } else if (event.key === 'Escape') {
    if (open.value) open.value = false;
    else query.value = '';
  }
}

/** The server's detail begins with the kind, which the badge shows already. */
function detailOf(result: SearchResult): string {
  const parts = (inLang(result, 'detail') ?? '').split(' · ');
  const kinds = [tCode('kind', result.collection), tCode('kindShort', result.collection)];
  return (kinds.includes(parts[0] ?? '') ? parts.slice(1) : parts).join(' · ');
}

const optionId = (index: number) => `search-option-${index}`;

export function SearchPanel() {
  const found = results.value;
  const shown = open.value && (found !== null || failure.value !== null);
  const label = t('search.label');
  return (
    <search class="search-panel">
      <label class="visually-hidden" for="search-input">
        {label}
      </label>
      <Icon name="search" />
      <input
        id="search-input"
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        aria-expanded={shown && found !== null && found.length > 0}
        aria-controls="search-results"
        aria-autocomplete="list"
        aria-activedescendant={active.value >= 0 ? optionId(active.value) : undefined}
        placeholder={t('search.placeholder')}
        value={query.value}
        onInput={(event) => {
          query.value = event.currentTarget.value;
          open.value = true;
          findAfterPause(query.value);
        }}
        onClick={() => {
          open.value = true;
        }}
        onBlur={() => {
          open.value = false;
        }}
        onKeyDown={handleKey}
      />
      <p class="visually-hidden" role="status">
        {shown && found ? t('search.count', { n: found.length }) : ''}
      </p>
      <div class="search-drop" hidden={!shown}>
        {failure.value !== null && <ErrorNotice error={failure.value} />}
        {found?.length === 0 && <p class="empty">{t('search.none', { q: query.value.trim() })}</p>}
        <div id="search-results" role="listbox" aria-label={t('search.results')}>
          {found?.map((result, index) => (
            <Option key={`${result.collection}/${result.id}`} result={result} index={index} />
          ))}
        </div>
      </div>
    </search>
  );
}

function Option({ result, index }: { result: SearchResult; index: number }) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard works the list from its input, as a combobox does
    <div
      id={optionId(index)}
      role="option"
      tabIndex={-1}
      aria-selected={active.value === index}
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => choose(result)}
    >
      <span class="result-name">{result.name}</span>
      <span class={`kind kind-${result.collection}`}>{tCode('kindShort', result.collection)}</span>
      <span class="result-detail">{detailOf(result)}</span>
    </div>
  );
}
