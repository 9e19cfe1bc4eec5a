import { signal, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { formatDate, formatNumber } from '../i18n/format.ts';
import { inLang, t, tCode } from '../i18n/t.ts';
import { layers } from '../layers/index.ts';
import { screenScale } from '../map/scale.ts';
import {
  barLength_m,
  createSheetMap,
  nextScale,
  type Paper,
  papers,
  type SheetMap,
  scales,
  sheetSize,
  snapshot,
} from '../map/sheet.ts';
import { boundaries, centre, collections, printing, view, visibleLayers } from '../state.ts';
import { keepTabInside, useReturnOfFocus } from '../ui/focus.ts';
import { ErrorNotice } from '../ui/Notice.tsx';
import { PlanStrip } from '../ui/PlanStrip.tsx';
import { Swatch } from '../ui/Swatch.tsx';
import './PrintView.css';

const paper = signal<Paper>('A4');
const landscape = signal(true);
const scale = signal(100_000);
const title = signal('');

const close = () => {
  printing.value = false;
};

export function PrintView() {
  const sheet = useRef<SheetMap>(null);
  const host = useRef<HTMLDivElement & { map?: unknown }>(null);
  const image = useSignal<string | null>(null);
  const failure = useSignal<unknown>(null);
  const dialog = useRef<HTMLElement>(null);

  useReturnOfFocus(dialog);
  useLayoutEffect(() => dialog.current?.focus(), []);
  useEffect(() => {
    scale.value = nextScale(screenScale(centre.peek(), view.peek()?.zoom ?? 10) * 0.8);
    if (!host.current) return undefined;
    const made = createSheetMap(host.current, centre.peek(), scale.peek());
    sheet.current = made;
    host.current.map = made.map;
    return () => made.remove();
  }, []);
  useEffect(() => sheet.current?.setScale(scale.value), [scale.value, paper.value, landscape.value]);

  const print = async () => {
    if (!sheet.current) return;
    failure.value = null;
    try {
      const url = await snapshot(sheet.current.map);
      image.value = url;
      const picture = new Image();
      picture.src = url;
      await picture.decode();
      await new Promise(requestAnimationFrame);
      window.print();
      image.value = null;
      URL.revokeObjectURL(url);
    } catch (error) {
      failure.value = error;
    }
  };

  const { width_mm, height_mm } = sheetSize(paper.value, landscape.value);
  return (
    <section
      class="print-view"
      ref={dialog}
      role="dialog"
      aria-modal="true"
      aria-label={t('print.title')}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
        keepTabInside(event, event.currentTarget);
      }}
    >
      <style>{`@page { size: ${width_mm}mm ${height_mm}mm; margin: 0; }`}</style>
      <Options onPrint={print} />
      {failure.value !== null && <ErrorNotice error={failure.value} />}
      <div class="print-scroll">
        <div
          class={`sheet ${landscape.value ? 'landscape' : 'portrait'}`}
          data-crowded={visibleLayers.value.size > 3}
          style={{ width: `${width_mm}mm`, height: `${height_mm}mm` }}
        >
          <h2>{title.value || t('print.defaultTitle')}</h2>
          <div class="frame">
            <div class="print-map" ref={host} />
            {image.value && <img class="print-image" src={image.value} alt="" />}
            <PlanStrip paper />
            <NorthArrow />
          </div>
          <Margin />
        </div>
      </div>
    </section>
  );
}

function Options({ onPrint }: { onPrint: () => void }) {
  return (
    <form
      class="print-options"
      onSubmit={(event) => {
        event.preventDefault();
        onPrint();
      }}
    >
      <label>
        <span>{t('print.paper')}</span>
        <select
          value={paper.value}
          onChange={(event) => {
            paper.value = event.currentTarget.value as Paper;
          }}
        >
          {Object.keys(papers).map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label>
        <span>{t('print.orientation')}</span>
        <select
          value={landscape.value ? 'landscape' : 'portrait'}
          onChange={(event) => {
            landscape.value = event.currentTarget.value === 'landscape';
          }}
        >
          <option value="landscape">{t('print.landscape')}</option>
          <option value="portrait">{t('print.portrait')}</option>
        </select>
      </label>
      <label>
        <span>{t('print.scale')}</span>
        <select
          value={String(scale.value)}
          onChange={(event) => {
            scale.value = Number(event.currentTarget.value);
          }}
        >
          {scales.map((each) => (
            <option key={each} value={String(each)}>
              1:{formatNumber(each)}
            </option>
          ))}
        </select>
      </label>
      <label class="title-field">
        <span>{t('print.mapTitle')}</span>
        <input
          type="text"
          placeholder={t('print.defaultTitle')}
          value={title.value}
          onInput={(event) => {
            title.value = event.currentTarget.value;
          }}
        />
      </label>
      <p class="fine">{t('print.preview')}</p>
      <button type="submit" class="button primary">
        {t('tool.print')}
      </button>
      <button type="button" class="button" onClick={close}>
        {t('action.close')}
      </button>
    </form>
  );
}

function Margin() {
  const shown = [...layers].reverse().filter((layer) => visibleLayers.value.has(layer.id));
  const known = boundaries.value;
  const today = new Date().toISOString().slice(0, 10);
  return (
    <div class="margin">
      <ScaleBar />
      <div class="print-legend">
        {shown.map((layer) => (
          <section key={layer.id}>
            <h3>{t(layer.title)}</h3>
            <ul class="legend">
              {layer.legend.map((entry) => (
                <li key={entry.label}>
                  <Swatch swatch={entry.swatch} />
                  {t(entry.label)}
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      <div class="print-sources">
        <p>{t('print.grid')}</p>
        {known && (
          <p>
            <strong>{tCode('certainty', known.boundary_certainty)}.</strong> {inLang(known, 'statement')}
          </p>
        )}
        {shown.map((layer) => {
          const from = layer.id === 'communes' ? known?.title : collections.value[layer.id]?.citation;
          return from ? <p key={layer.id}>{`${t(layer.title)}: ${from}`}</p> : null;
        })}
        <p>{t('print.made', { date: formatDate(today), url: location.origin })}</p>
      </div>
    </div>
  );
}

function ScaleBar() {
  const length_m = barLength_m(scale.value);
  const width_mm = (length_m / scale.value) * 1000;
  const label = length_m < 1000 ? `${formatNumber(length_m)} m` : `${formatNumber(length_m / 1000)} km`;
  return (
    <div class="print-scale">
      <p>
        <strong>{t('print.scaleIs', { scale: formatNumber(scale.value) })}</strong>
      </p>
      <div class="bar" style={{ width: `${width_mm}mm` }}>
        <i />
        <i />
        <i />
        <i />
      </div>
      <p class="bar-label" style={{ width: `${width_mm}mm` }}>
        <span>0</span>
        <span>{label}</span>
      </p>
    </div>
  );
}

function NorthArrow() {
  return (
    <svg class="north" viewBox="0 0 40 56" role="img" aria-label={t('print.north')}>
      <path d="M20 14 31 50 20 43 9 50z" fill="#fff" stroke="#111a22" stroke-width="1.5" />
      <path d="M20 14v29L9 50z" fill="#111a22" />
      <text x="20" y="11" text-anchor="middle" font-size="12" font-weight="700" fill="#111a22">
        {t('print.northLetter')}
      </text>
    </svg>
  );
}
