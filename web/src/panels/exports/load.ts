import { lazily } from '../../ui/lazily.tsx';

/** The panel is fetched when first opened, with its texts. */
export const ExportPanel = lazily(async () => (await import('./index.ts')).ExportPanel);
