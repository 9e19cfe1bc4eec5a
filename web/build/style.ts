import type { Plugin } from 'vite';
import { publishedStyle } from '../src/layers/style.ts';

/** Emits `style.json` from the map's own layer files; the server fills in `{public_url}`. */
export function writeStyle(): Plugin {
  return {
    name: 'write-style',
    apply: 'build',
    generateBundle() {
      const source = `${JSON.stringify(publishedStyle('vi'), null, 1)}\n`;
      this.emitFile({ type: 'asset', fileName: 'style.json', source });
    },
  };
}
