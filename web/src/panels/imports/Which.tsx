import { useState } from 'preact/hooks';
import type { ImportDocument } from '../../api/imports.ts';
import { t } from '../../i18n/t.ts';
import { asksWhich, clusters, describe, meant } from './clusters.ts';
import { set } from './work.ts';

export const clusterIds = 'import-cluster-ids';
export const clusterNames = 'import-cluster-names';

/** Which cluster the one boundary that was brought is of. */
export function Which({ document }: { document: ImportDocument }) {
  // What was typed that is no single cluster of the register.
  const [unsettled, setUnsettled] = useState('');
  if (!asksWhich(document)) return null;
  const given = (name: string) => document.mapping.find(({ property }) => property === name)?.value ?? null;
  const id = given('id');
  const [chosen] = id === null ? [] : meant(id, clusters.value);
  const answer = (text: string) => {
    const typed = text.trim();
    const found = meant(typed, clusters.value);
    const [only] = found;
    setUnsettled(found.length === 1 || clusters.value.length === 0 ? '' : typed);
    if (found.length === 1 && only) {
      if (only.id !== id) void set(by('id', only.id));
    } else if (found.length === 0) void set(by('name', typed || null));
  };
  const open = document.asks.includes('mapping.name') || document.asks.includes('mapping.id');
  return (
    <section class="which-cluster" data-asked={open} aria-labelledby="import-which-title">
      <h3 id="import-which-title">
        <label for="import-which">{t('which.title')}</label>
      </h3>
      <input
        id="import-which"
        type="text"
        autocomplete="off"
        data-field={document.asks.includes('mapping.id') ? 'mapping.id' : 'mapping.name'}
        list={clusterIds}
        value={unsettled || (id ?? given('name') ?? '')}
        aria-describedby="import-which-said import-which-help"
        onInput={(event) => {
          // One of those offered was taken, not typed letter by letter.
          const { inputType } = event as InputEvent;
          if (!inputType || inputType === 'insertReplacementText') answer(event.currentTarget.value);
        }}
        onChange={(event) => answer(event.currentTarget.value)}
      />
      <p id="import-which-said" role="status">
        {unsettled !== '' ? saidOf(unsettled) : chosen && `→ ${describe(chosen)}`}
      </p>
      <p id="import-which-help" class="fine">
        {t('which.help')}
      </p>
    </section>
  );
}

function saidOf(name: string): string {
  const n = meant(name, clusters.value).length;
  return n > 1 ? t('which.several', { n, name }) : t('which.unknown', { name });
}

/** The one holds that was answered last. */
function by(property: 'id' | 'name', value: string | null) {
  const other = property === 'id' ? 'name' : 'id';
  return { mapping: { id: null, name: null }, values: { [property]: value, [other]: null } };
}

/** The names of the register's clusters, for the fields that ask for one. */
export function Suggestions() {
  return (
    <>
      <datalist id={clusterIds}>
        {clusters.value.map((each) => (
          <option key={each.id} value={each.id} label={describe(each)} />
        ))}
      </datalist>
      <datalist id={clusterNames}>
        {clusters.value.map((each) => (
          <option key={each.id} value={each.name} label={each.commune_name ?? undefined} />
        ))}
      </datalist>
    </>
  );
}
