import { computed, signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { fetchSearch, isAbort } from '../api/client.ts';
import { fetchResolution, isFormer, type Resolution, type ResolvedUnit } from '../api/communes.ts';
import type { FeatureRef, SearchResult } from '../api/types.ts';
import { formatEstimate, formatShare } from '../i18n/format.ts';
import { inLang, t, tCode } from '../i18n/t.ts';
import { showBbox, wantedView } from '../map/camera.ts';
import { openFeature } from '../state.ts';
import { afterPause } from '../ui/clock.ts';
import { Icon } from '../ui/Icon.tsx';
import { ErrorNotice } from '../ui/Notice.tsx';
import { answersFirst, districtOf, oldNames } from './old-names.ts';
import './SearchPanel.css';

/** What stands in the search box. */
export const query = signal('');
const results = signal<SearchResult[] | null>(null);
/** What the names that were typed are today, where they are names of former or present units. */
const resolution = signal<Resolution | null>(null);
const failure = signal<unknown>(null);
const active = signal(-1);
const open = signal(false);

const resolved = computed(() => oldNames(resolution.value));
const answerFirst = computed(() => answersFirst(results.value ?? []));
/** The places that each old name leads to: its own page where the search has none, then the units of today. */
const places = computed(() =>
  resolved.value.map((candidate) => {
    const district = districtOf(candidate);
    const today = candidate.units.map((unit) => ({
      ref: { collection: 'communes' as const, id: unit.code },
      name: unit.full_name,
      share: shareOf(unit),
    }));
    const own = district && { ref: district, name: candidate.full_name, share: '' };
    return { sentence: candidate.sentence, places: own ? [own, ...today] : today };
  }),
);
/** All that the arrows go through, from top to bottom. */
const choices = computed<(() => void)[]>(() => {
  const found = (results.value ?? []).map((result) => () => choose(result));
  const named = places.value.flatMap((group) => group.places.map((place) => () => choosePlace(place)));
  return answerFirst.value ? [...named, ...found] : [...found, ...named];
});

let abort = new AbortController();

async function find(text: string): Promise<void> {
  abort.abort();
  abort = new AbortController();
  const { signal: ours } = abort;
  failure.value = null;
  if (text.trim() === '') {
    resolution.value = null;
    results.value = null;
    return;
  }
  try {
    // The resolver reads what the search does not, such as «xã Liên Hà, huyện Đan Phượng»; it may be silent.
    const [found, named] = await Promise.all([
      fetchSearch(text.trim(), ours),
      fetchResolution(text.trim(), ours).catch(() => null),
    ]);
    if (ours.aborted) return;
    results.value = found.results;
    resolution.value = named;
    active.value = -1;
  } catch (error) {
    if (isAbort(error)) return;
    results.value = null;
    resolution.value = null;
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

interface Place {
  ref: FeatureRef;
  name: string;
  share: string;
}

function choosePlace({ ref, name }: Place): void {
  open.value = false;
  query.value = name;
  wantedView.value = ref;
  openFeature(ref);
}

function move(step: number): void {
  const count = choices.value.length;
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
    const chosen = choices.value[Math.max(active.value, 0)];
    if (open.value && chosen) {
      event.preventDefault();
      chosen();
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
        aria-expanded={shown && choices.value.length > 0}
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
        {shown && found ? t('search.count', { n: choices.value.length }) : ''}
      </p>
      <div class="search-drop" hidden={!shown}>
        {failure.value !== null && <ErrorNotice error={failure.value} />}
        {choices.value.length === 0 && found && (
          <p class="empty">{t('search.none', { q: query.value.trim() })}</p>
        )}
        <div id="search-results" role="listbox" aria-label={t('search.results')}>
          {found && answerFirst.value && <ResolvedNames from={0} />}
          {found?.map((result, index) => (
            <Option
              key={`${result.collection}/${result.id}`}
              result={result}
              index={index + (answerFirst.value ? choices.value.length - found.length : 0)}
            />
          ))}
          {found && !answerFirst.value && <ResolvedNames from={found.length} />}
        </div>
      </div>
    </search>
  );
}

/** What former names lead to: the resolver's sentence, and the units of today that it names. */
function ResolvedNames({ from }: { from: number }) {
  let index = from;
  return (
    <>
      {places.value.map((group) => (
        // biome-ignore lint/a11y/useSemanticElements: a field set would not stand in a list box
        <div class="resolved" role="group" aria-label={group.sentence} key={group.sentence}>
          <p aria-hidden="true">{group.sentence}</p>
          {group.places.map((place) => (
            <Choice key={place.ref.id} index={index++} onChoose={() => choosePlace(place)}>
              <span class="result-name">{place.name}</span>
              <span class={place.share ? 'result-share' : `kind kind-${place.ref.collection}`}>
                {place.share || (isFormer(place.ref) && tCode('kindShort', place.ref.collection))}
              </span>
            </Choice>
          ))}
        </div>
      ))}
    </>
  );
}

function shareOf({ weight, basis }: ResolvedUnit): string {
  if (weight === null) return '';
  return basis === 'estimated' ? formatEstimate(weight) : formatShare(weight);
}

function Option({ result, index }: { result: SearchResult; index: number }) {
  return (
    <Choice index={index} onChoose={() => choose(result)}>
      <span class="result-name">{result.name}</span>
      <span class={`kind kind-${result.collection}`}>{tCode('kindShort', result.collection)}</span>
      <span class="result-detail">{detailOf(result)}</span>
    </Choice>
  );
}

interface ChoiceProps {
  index: number;
  onChoose: () => void;
  children: ComponentChildren;
}

function Choice({ index, onChoose, children }: ChoiceProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard works the list from its input, as a combobox does
    <div
      id={optionId(index)}
      role="option"
      tabIndex={-1}
      aria-selected={active.value === index}
      onPointerDown={(event) => event.preventDefault()}
      onClick={onChoose}
    >
      {children}
    </div>
  );
}
