import { defineConfig } from 'vite';
import { compressAssets } from './build/compress.ts';
import { writeLicences } from './build/licences.ts';
import { sharedMapWorker } from './build/map-worker.ts';
import { writeStyle } from './build/style.ts';

const server = process.env.CCN_PUBLIC_URL ?? 'http://127.0.0.1:8080';
const served = [
  '/collections',
  '/tiles',
  '/search',
  '/communes',
  '/measure',
  '/fit',
  '/plans',
  '/extracts',
  '/exports',
  '/imports',
  '/qgis',
  '/config.json',
  '/health',
  '/api',
];

export default defineConfig({
  plugins: [sharedMapWorker(), writeStyle(), writeLicences(), compressAssets()],
  build: {
    target: 'es2023',
    // A data: URL would need a wider Content-Security-Policy for fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
  worker: { format: 'es' },
  server: { proxy: Object.fromEntries(served.map((path) => [path, server])) },
});
