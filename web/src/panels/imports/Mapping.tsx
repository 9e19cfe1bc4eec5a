import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { ImportDocument, MappedProperty } from '../../api/imports.ts';
import { formatNumber, withUnit } from '../../i18n/format.ts';
import { inLang, t } from '../../i18n/t.ts';
import { asksWhich } from './clusters.ts';
import { isUnsure, squareMetres, unusedFields } from './guess.ts';
import { clusterIds, clusterNames } from './Which.tsx';
import { asSentence } from './words.ts';
import { set } from './work.ts';

/** Not the name of a field: one value is given for every row. */
const oneForAll = '\u0000value';
/** Nor are these: read from none, and not yet answered. */
const none = '';
const unanswered = '\u0000unanswered';
/** The property whose single value the reader is about to type. */
const typing = signal<string | null>(null);

/** Which field of the file is read as which property, what it was guessed by, and what stands in it. */
export function Mapping({ document }: { document: ImportDocument }) {
  // What is asked above the table is not asked by it.
  const isAbove = (property: string) => asksWhich(document) && (property === 'name' || property === 'id');
  const [open, setOpen] = useState(
    document.mapping.some((mapped) => isUnsure(mapped) && !isAbove(mapped.property)),
  );
  const unused = unusedFields(document);
  const asked = document.mapping.some(
    ({ property }) => document.asks.includes(`mapping.${property}`) && !isAbove(property),
  );
  // It opens where there is something to answer, and never closes under the reader's hand.
  useEffect(() => {
    if (asked) setOpen(true);
  }, [asked]);
  return (
    <details class="mapping" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {t('mapping.title')}{' '}
        <span class="fine">
          {t('mapping.count', {
            read: document.mapping.filter(({ field, value }) => field !== null || value !== null).length,
            all: document.mapping.length,
          })}
        </span>
      </summary>
      <p class="fine">{t('mapping.help')}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('mapping.property')}</th>
            <th scope="col">{t('mapping.field')}</th>
          </tr>
        </thead>
        <tbody>
          {document.mapping.map((mapped) => (
            <Row key={mapped.property} mapped={mapped} document={document} />
          ))}
        </tbody>
      </table>
      {unused.length > 0 && <p class="fine">{t('mapping.unused', { names: unused.join(', ') })}</p>}
    </details>
  );
}

function Row({ mapped, document }: { mapped: MappedProperty; document: ImportDocument }) {
  const { property, field, value, required, confidence } = mapped;
  const typed = value !== null || typing.value === property;
  const id = `import-map-${property}`;
  const title = inLang(mapped, 'title') ?? property;
  const samples = document.fields.find(({ name }) => name === field)?.samples ?? [];
  const asked = !typed && document.asks.includes(`mapping.${property}`);
  return (
    <tr data-unsure={asked || isUnsure(mapped)}>
      <th scope="row">
        <label for={id}>{title}</label>
        {required && <span class="fine"> {t('mapping.required')}</span>}
      </th>
      <td>
        <select
          id={id}
          data-field={`mapping.${property}`}
          value={typed ? oneForAll : (field ?? (asked ? unanswered : none))}
          aria-describedby={`${id}-why`}
          onChange={(event) => choose(mapped, event.currentTarget.value)}
        >
          {asked && <option value={unanswered}>{t('mapping.choose')}</option>}
          <option value={none}>{t('mapping.none')}</option>
          {document.fields.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
          <option value={oneForAll}>{t('mapping.value')}</option>
        </select>
        {typed && (
          <input
            type="text"
            data-field={`values.${property}`}
            list={offeredFor(property, document)}
            aria-label={t('mapping.valueOf', { name: title })}
            value={value ?? ''}
            onChange={(event) => {
              typing.value = null;
              void set({ values: { [property]: event.currentTarget.value.trim() || null } });
            }}
          />
        )}
        <div id={`${id}-why`} class="fine">
          {asked && (
            <p>
              <strong>{t(required ? 'mapping.mustHave' : 'mapping.asked')}</strong>{' '}
              {asSentence(inLang(mapped, 'why') ?? '')}
            </p>
          )}
          {field !== null && !typed && (
            <>
              {mapped.factor === squareMetres && <strong>{t('mapping.toHectares')}. </strong>}
              {!asked && inLang(mapped, 'why')}
              {confidence < 1 &&
                ` (${t('mapping.sure', { share: withUnit(formatNumber(confidence * 100), '%') })})`}
            </>
          )}
          {samples.length > 0 && !typed && (
            <p class="samples">{t('mapping.samples', { samples: samples.slice(0, 3).join(' · ') })}</p>
          )}
        </div>
      </td>
    </tr>
  );
}

/** The list of what the register has, for what must be something of it. */
function offeredFor(property: string, { collection }: ImportDocument): string | undefined {
  if (property === 'cluster' || (property === 'id' && collection === 'clusters')) return clusterIds;
  return property === 'name' && collection === 'clusters' ? clusterNames : undefined;
}

function choose({ property, value }: MappedProperty, choice: string): void {
  if (choice === unanswered) return;
  const dropped = value !== null ? { values: { [property]: null } } : {};
  typing.value = choice === oneForAll ? property : null;
  void set({ ...dropped, mapping: { [property]: choice === none || choice === oneForAll ? null : choice } });
}
