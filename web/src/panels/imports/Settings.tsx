import { effect, signal } from '@preact/signals';
import { fetchPlans } from '../../api/fit.ts';
import type { Plan } from '../../api/fit-types.ts';
import type { ImportDocument, ImportSettings, NewSettings } from '../../api/imports.ts';
import { formatNumber } from '../../i18n/format.ts';
import { inLang, t, tCode } from '../../i18n/t.ts';
import { offeredLayers } from './guess.ts';
import { opened, set } from './work.ts';

const encodings = ['utf-8', 'tcvn3', 'vni', 'windows-1258'] as const;
/** Formats whose text is Unicode by definition. */
const unicode: ReadonlySet<string> = new Set(['geojson', 'geojsonseq', 'gpkg', 'fgb', 'kml', 'xlsx', 'list']);
const certainties = ['surveyed', 'digitised'] as const;

/** Of several layers which, and in what letters its text is written. */
export function Reading({ document }: { document: ImportDocument }) {
  const { layer, encoding } = document;
  const layers = offeredLayers(document);
  const asked = document.asks.includes('layer');
  const known = unicode.has(document.format) && encoding.id === 'utf-8';
  const several = asked || layers.length > 1;
  if (!several && known) return null;
  return (
    <section class="reading fields">
      {several && (
        <p class="field">
          <label for="import-layer">{t('reading.layer')}</label>
          <select
            id="import-layer"
            data-field="layer"
            value={asked ? '' : layer}
            onChange={(event) => set({ layer: event.currentTarget.value })}
          >
            {asked && <option value="">{t('reading.chooseLayer')}</option>}
            {layers.map(({ name, features }) => (
              <option key={name} value={name}>
                {name} ({formatNumber(features)})
              </option>
            ))}
          </select>
        </p>
      )}
      {!known && (
        <p class="field">
          <label for="import-encoding">{t('reading.encoding')}</label>
          <select
            id="import-encoding"
            data-field="encoding"
            value={encoding.id}
            aria-describedby="import-encoding-help"
            onChange={(event) => set({ encoding: event.currentTarget.value })}
          >
            {encodings.map((id) => (
              <option key={id} value={id}>
                {tCode('encoding', id)}
              </option>
            ))}
          </select>
          <span id="import-encoding-help" class="fine">
            {encoding.guessed ? t('reading.guessed') : ''}
          </span>
        </p>
      )}
    </section>
  );
}

const plans = signal<Plan[]>([]);

// Zones and constraints belong to a plan; the list of plans is asked for when one of them is brought.
effect(() => {
  const asked = opened.value && isOfPlan(opened.value);
  if (!asked || plans.peek().length > 0) return;
  fetchPlans()
    .then((read) => {
      plans.value = read.plans;
    })
    // The id can then be typed by no one, and the server says that a plan is missing.
    .catch(() => undefined);
});

export const isOfPlan = ({ collection }: Pick<ImportDocument, 'collection'>): boolean =>
  collection === 'plan-zones' || collection === 'plan-constraints';

/** What holds of every row: since when it is true, what the boundary is worth, where it comes from. */
export function Settings({ document }: { document: ImportDocument }) {
  const { settings } = document;
  return (
    <section class="fields" aria-labelledby="import-settings">
      <h3 id="import-settings">{t('settings.title')}</h3>
      {isOfPlan(document) && <PlanField settings={settings} />}
      <Choice
        name="boundary_certainty"
        label={t('settings.certainty')}
        help={t('settings.certaintyHelp')}
        value={settings.boundary_certainty}
        choices={certainties.map((id) => ({ id, text: tCode('certainty', id) }))}
      />
      <p class="field">
        <label for="import-valid-from">{t('settings.validFrom')}</label>
        <input
          id="import-valid-from"
          data-field="valid_from"
          type="date"
          value={settings.valid_from ?? ''}
          aria-describedby="import-valid-from-help"
          onChange={(event) => set({ valid_from: event.currentTarget.value || null })}
        />
        <span id="import-valid-from-help" class="fine">
          {t('settings.validFromHelp')}
        </span>
      </p>
      <p class="field">
        <label for="import-source">{t('settings.source')}</label>
        <input
          id="import-source"
          data-field="source"
          type="text"
          value={settings.source ?? ''}
          placeholder={t('settings.sourceExample')}
          onChange={(event) => set({ source: event.currentTarget.value.trim() || null })}
        />
      </p>
      <p class="check">
        <label>
          <input
            type="checkbox"
            data-field="new_features"
            checked={settings.new_features === 'add'}
            onChange={(event) => set({ new_features: event.currentTarget.checked ? 'add' : 'refuse' })}
          />
          <span>{t('settings.newFeatures')}</span>
        </label>
      </p>
    </section>
  );
}

interface ChoiceProps {
  name: 'boundary_certainty' | 'plan';
  label: string;
  help?: string;
  value: string | null;
  choices: { id: string; text: string }[];
}

function Choice({ name, label, help, value, choices }: ChoiceProps) {
  const id = `import-${name}`;
  return (
    <p class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        data-field={name}
        value={value ?? ''}
        aria-describedby={help && `${id}-help`}
        onChange={(event) => set({ [name]: event.currentTarget.value || null } as NewSettings)}
      >
        {value === null && <option value="">{t('settings.unsaid')}</option>}
        {choices.map((choice) => (
          <option key={choice.id} value={choice.id}>
            {choice.text}
          </option>
        ))}
      </select>
      {help && (
        <span id={`${id}-help`} class="fine">
          {help}
        </span>
      )}
    </p>
  );
}

function PlanField({ settings }: { settings: ImportSettings }) {
  const choices = plans.value.map((plan) => ({ id: plan.id, text: inLang(plan, 'title') ?? plan.id }));
  return <Choice name="plan" label={t('settings.plan')} value={settings.plan} choices={choices} />;
}
