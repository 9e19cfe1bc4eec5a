import { addTexts } from '../../i18n/t.ts';
import en from '../../i18n/units.en.json' with { type: 'json' };
import vi from '../../i18n/units.vi.json' with { type: 'json' };
import { followUnit } from './read.ts';
import './compare.css';
import './page.css';

/** The comparison and the page of a unit, fetched when first wanted, with their texts. */

export { CompareView } from './CompareView.tsx';
export { UnitPage } from './UnitPage.tsx';

addTexts({ vi, en });
followUnit();
