import { lazily } from '../../ui/lazily.tsx';

/** The panel is fetched when first opened, with its texts and what it draws on the map. */
export const ImportPanel = lazily(async () => (await import('./index.ts')).ImportPanel);
