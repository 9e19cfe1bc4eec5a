import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** Emits `licences.txt`: the licence of every package of which a part is in what the build ships. */
export function writeLicences(): Plugin {
  let root = '.';
  return {
    name: 'write-licences',
    apply: 'build',
    configResolved(config) {
      root = config.root;
    },
    async generateBundle(_, bundle) {
      const modules = Object.values(bundle).flatMap((part) =>
        part.type === 'chunk' ? part.moduleIds : part.originalFileNames,
      );
      // Style sheets become assets, which do not name all they were made of.
      const styles = ['node_modules/@fontsource/be-vietnam-pro/', 'node_modules/maplibre-gl/'];
      const source = await licencesOf(packagesOf([...modules, ...styles]), root);
      this.emitFile({ type: 'asset', fileName: 'licences.txt', source });
    },
  };
}

export function packagesOf(modules: readonly string[]): string[] {
  const names = modules.flatMap((id) => {
    const path = id.split('node_modules/').at(-1);
    if (path === undefined || path === id) return [];
    const [first = '', second = ''] = path.split('/');
    return [first.startsWith('@') ? `${first}/${second}` : first];
  });
  return [...new Set(names)].sort();
}

async function licencesOf(packages: readonly string[], root: string): Promise<string> {
  const parts = await Promise.all(packages.map((name) => licenceOf(join(root, 'node_modules', name))));
  return `${parts.join(`\n${'='.repeat(78)}\n\n`)}`;
}

async function licenceOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const inside = await readdir(folder);
  const read = (files: string[]) =>
    Promise.all(files.sort().map((file) => readFile(join(folder, file), 'utf8')));
  const texts = await read(inside.filter((file) => /^(?:licen[cs]e|copying|notice)/i.test(file)));
  if (texts.length === 0) {
    // Some packages state their terms at the end of the read-me only.
    const readme = (await read(inside.filter((file) => /^readme/i.test(file)))).join('\n');
    const terms = readme.search(/^.*licen[cs]e/im);
    if (terms < 0) throw new Error(`${name} states no licence`);
    texts.push(readme.slice(terms));
  }
  return `${name} ${version} (${license})\n\n${texts.map((text) => text.trim()).join('\n\n')}\n`;
}
