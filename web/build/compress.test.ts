import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { compressFolder } from './compress.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compress-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('text gets two compressed siblings that give the same bytes; fonts are left alone', async () => {
  const text = 'cụm công nghiệp '.repeat(100);
  await writeFile(join(folder, 'page.html'), text);
  await writeFile(join(folder, 'face.woff2'), text);
  await compressFolder(folder);
  expect((await readdir(folder)).sort()).toEqual(['face.woff2', 'page.html', 'page.html.br', 'page.html.gz']);
  expect(gunzipSync(await readFile(join(folder, 'page.html.gz'))).toString()).toBe(text);
  expect(brotliDecompressSync(await readFile(join(folder, 'page.html.br'))).toString()).toBe(text);
});
