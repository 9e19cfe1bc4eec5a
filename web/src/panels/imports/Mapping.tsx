import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { ImportDocument, MappedProperty } from '../../api/imports.ts';
import { formatNumber, withUnit } from '../../i18n/format.ts';
import { inLang, t } from '../../i18n/t.ts';
import { isUnsure } from './guess.ts';
import { set } from './work.ts';

/** Not the name of a field: one value is given for every row. */
const oneForAll = '\u0000value';
/** The property whose single value the reader is about to type. */
const typing = signal<string | null>(null);

/** Which field of the file is read as which property, what it was guessed by, and what stands in it. */
export function Mapping({ document }: { document: ImportDocument }) {
  const [open, setOpen] = useState(document.mapping.some(isUnsure));
  const asked = document.asks.some((ask) => ask.startsWith('mapping.'));
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
    </details>
  );
}

function Row({ mapped, document }: { mapped: MappedProperty; document: ImportDocument }) {
  const { property, field, value, required, confidence } = mapped;
  const typed = value !== null || typing.value === property;
  const id = `import-map-${property}`;
  const title = inLang(mapped, 'title') ?? property;
  const samples = document.fields.find(({ name }) => name === field)?.samples ?? [];
  return (
    <tr data-unsure={isUnsure(mapped)}>
      <th scope="row">
        <label for={id}>{title}</label>
        {required && <span class="fine"> {t('mapping.required')}</span>}
      </th>
      <td>
        <select
          id={id}
          data-field={`mapping.${property}`}
          value={typed ? oneForAll : (field ?? '')}
          aria-describedby={`${id}-why`}
          onChange={(event) => choose(mapped, event.currentTarget.value)}
        >
          <option value="">{t('mapping.none')}</option>
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
            aria-label={t('mapping.valueOf', { name: title })}
            value={value ?? ''}
            onChange={(event) => {
              typing.value = null;
              void set({ values: { [property]: event.currentTarget.value.trim() || null } });
            }}
          />
        )}
        <div id={`${id}-why`} class="fine">
          {field !== null && !typed && (
            <>
              {inLang(mapped, 'why')}
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

function choose({ property, value }: MappedProperty, choice: string): void {
  const dropped = value !== null ? { values: { [property]: null } } : {};
  typing.value = choice === oneForAll ? property : null;
  void set({ ...dropped, mapping: { [property]: choice === '' || choice === oneForAll ? null : choice } });
}
