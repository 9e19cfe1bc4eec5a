import en from '../../i18n/exports.en.json' with { type: 'json' };
import vi from '../../i18n/exports.vi.json' with { type: 'json' };
import { addTexts } from '../../i18n/t.ts';
import { followExport } from './ask.ts';
import './exports.css';

/** The panel by which data are taken home, fetched when first opened, with its texts. */

export { ExportPanel } from './ExportPanel.tsx';

addTexts({ vi, en });
followExport();
