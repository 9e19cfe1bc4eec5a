import { lang } from '../i18n/lang.ts';
import { type Key, t } from '../i18n/t.ts';
import {
  closePanel,
  comparing,
  config,
  legendOpen,
  openExport,
  openFit,
  type PanelId,
  panel,
  printing,
  table,
  toggleComparison,
  toggleLegend,
  togglePanel,
} from '../state.ts';
import { Icon, type IconName } from '../ui/Icon.tsx';
import { SearchPanel } from './SearchPanel.tsx';
import './Header.css';

const tools: { id: PanelId; label: Key; short?: Key; icon: IconName }[] = [
  { id: 'fit', label: 'tool.fit', short: 'tool.fitShort', icon: 'fit' },
  { id: 'measure', label: 'tool.measure', icon: 'measure' },
  { id: 'goto', label: 'tool.goto', icon: 'pin' },
];

export function Header() {
  const toggleTable = () => {
    table.value = table.value ? null : 'clusters';
  };
  return (
    <header class="site-header">
      <h1>
        <img src="/favicon.svg" alt="" width="28" height="28" />
        <span>
          CCN Atlas <small>{t('app.subtitle')}</small>
        </span>
      </h1>
      <SearchPanel />
      <nav class="tools" aria-label={t('tool.nav')}>
        <Tool
          label={t('tool.layers')}
          short={t('tool.layersShort')}
          icon="layers"
          pressed={legendOpen.value}
          onClick={toggleLegend}
        />
        {tools.map((tool) => (
          <Tool
            key={tool.id}
            label={t(tool.label)}
            short={tool.short && t(tool.short)}
            icon={tool.icon}
            pressed={panel.value === tool.id}
            onClick={() => (tool.id === 'fit' && panel.value !== 'fit' ? openFit() : togglePanel(tool.id))}
          />
        ))}
        <Tool
          label={t('tool.compare')}
          short={t('tool.compareShort')}
          always
          icon="swipe"
          pressed={comparing.value}
          onClick={toggleComparison}
        />
        <Tool label={t('tool.table')} icon="table" pressed={table.value !== null} onClick={toggleTable} />
        <Tool
          label={t('tool.export')}
          short={t('tool.exportShort')}
          always
          icon="download"
          pressed={panel.value === 'export'}
          onClick={() => (panel.value === 'export' ? closePanel() : openExport(null))}
        />
        {config.value?.writable && (
          <Tool
            label={t('tool.import')}
            short={t('tool.importShort')}
            always
            icon="upload"
            pressed={panel.value === 'import'}
            onClick={() => togglePanel('import')}
          />
        )}
        <Tool
          label={t('tool.print')}
          icon="print"
          pressed={printing.value}
          onClick={() => {
            printing.value = true;
          }}
        />
      </nav>
      <LanguageSwitch />
    </header>
  );
}

interface ToolProps {
  label: string;
  /** For a phone, where the whole label does not fit. */
  short?: string | undefined;
  /** Where the whole label would take too much room on any screen. */
  always?: boolean;
  icon: IconName;
  pressed: boolean;
  onClick: () => void;
}

function Tool({ label, short, always, icon, pressed, onClick }: ToolProps) {
  return (
    <button
      type="button"
      class="tool"
      title={always ? label : undefined}
      aria-label={label}
      aria-pressed={pressed}
      onClick={onClick}
    >
      <Icon name={icon} />
      {!always && <span class={short && 'whole'}>{label}</span>}
      {short && <span class={always ? undefined : 'short'}>{short}</span>}
    </button>
  );
}

function LanguageSwitch() {
  const other = lang.value === 'vi' ? 'en' : 'vi';
  return (
    <button
      type="button"
      class="language"
      lang={other}
      aria-label={other === 'en' ? 'English' : 'Tiếng Việt'}
      onClick={() => {
        lang.value = other;
      }}
    >
      {other.toUpperCase()}
    </button>
  );
}
