import { expect, it } from 'vitest';
import { packagesOf } from './licences.ts';

it('names each package once, a nested one by itself and the page’s own files not at all', () => {
  const modules = [
    '/here/src/main.tsx',
    '/here/node_modules/preact/dist/preact.mjs',
    '/here/node_modules/preact/hooks/dist/hooks.mjs',
    '/here/node_modules/@preact/signals/dist/signals.mjs',
    '/here/node_modules/maplibre-gl/node_modules/kdbush/index.js',
  ];
  expect(packagesOf(modules)).toEqual(['@preact/signals', 'kdbush', 'preact']);
});
