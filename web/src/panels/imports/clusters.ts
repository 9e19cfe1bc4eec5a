import { effect, signal } from '@preact/signals';
import { fetchAll } from '../../api/client.ts';
import type { ImportDocument } from '../../api/imports.ts';
import { edits } from '../../state.ts';
import { foldOf } from './words.ts';
import { opened, staged } from './work.ts';

/** The clusters of the register, to be offered where the reader must say which of them is meant. */

export interface KnownCluster {
  id: string;
  name: string;
  phase: string | null;
  commune_name: string | null;
}

export const clusters = signal<KnownCluster[]>([]);

const text = (value: unknown) => (typeof value === 'string' ? value : null);

export function followClusters(): void {
  effect(() => {
    void edits.value;
    const { collection } = opened.value ?? {};
    if (!staged.value || (collection !== 'clusters' && collection !== 'wastewater-plants')) return undefined;
    const abort = new AbortController();
    fetchAll('clusters', '&properties=name,phase,commune_name&precision=0', abort.signal)
      .then((read) => {
        clusters.value = read.map(({ id, properties }) => ({
          id: String(id),
          name: text(properties.name) ?? String(id),
          phase: text(properties.phase),
          commune_name: text(properties.commune_name),
        }));
      })
      // What is not offered can still be typed.
      .catch(() => undefined);
    return () => abort.abort();
  });
}

/** How a cluster is told from others of its name. */
export function describe({ name, phase, commune_name }: KnownCluster): string {
  return [phase ? `${name} (${phase})` : name, commune_name].filter((part) => part !== null).join(' – ');
}

/** The clusters that a text may mean: the one whose id it is, else those of that name. */
export function meant(typed: string, known: readonly KnownCluster[]): KnownCluster[] {
  const wanted = typed.trim();
  const byId = known.filter(({ id }) => id === wanted);
  if (byId.length > 0) return byId;
  return known.filter(({ name }) => foldOf(name) === foldOf(wanted));
}

/** Whether the one thing to say is which cluster it is: one boundary was brought, and nothing in the file names it. */
export function asksWhich({ collection, asks, counts, mapping }: ImportDocument): boolean {
  if (collection !== 'clusters' || counts.rows - (counts.skipped ?? 0) !== 1) return false;
  if (asks.includes('mapping.name') || asks.includes('mapping.id')) return true;
  // It stays where it was answered.
  return mapping.some(({ property, value }) => (property === 'id' || property === 'name') && value !== null);
}
