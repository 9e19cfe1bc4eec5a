import { describe, expect, it } from 'vitest';
import { collectionIds } from '../api/types.ts';
import { layers } from './index.ts';
import { palette } from './palette.ts';
import { pageStyle, publishedStyle } from './style.ts';

const everything = new Set(collectionIds);

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

describe('the layers', () => {
  it('are one for each collection', () => {
    expect(layers.map(({ id }) => id).sort()).toEqual([...collectionIds].sort());
  });

  it.each(layers)('of $id read their own tiles and nothing else', (layer) => {
    for (const drawn of layer.layers('vi')) {
      expect(drawn).toMatchObject({ 'source-layer': layer.id });
      expect([layer.id, `${layer.id}-labels`]).toContain('source' in drawn ? drawn.source : null);
      expect(drawn.id.startsWith(`${layer.id}-`)).toBe(true);
    }
  });

  it.each(layers)('of $id are painted in every colour of their legend', (layer) => {
    const paint = JSON.stringify(layer.layers('vi'));
    for (const { label, swatch } of layer.legend) {
      const colors = [swatch.outline, ...(swatch.shape === 'dot' ? [swatch.fill] : [])];
      for (const color of colors) expect(paint, `${label}: ${color}`).toContain(color);
      if (swatch.mark) expect(paint).toContain(`"${swatch.mark}"`);
      if (swatch.hatched) expect(paint).toContain(`hatch:${swatch.outline}`);
    }
  });

  it('dash and hatch what is only indicative, and only that', () => {
    const drawn = layers.find(({ id }) => id === 'clusters')?.layers('vi') ?? [];
    const line = drawn.find(({ id }) => id === 'clusters-line');
    const indicative = drawn.find(({ id }) => id === 'clusters-line-indicative');
    expect(line?.paint).not.toHaveProperty('line-dasharray');
    expect(indicative?.paint).toHaveProperty('line-dasharray');
    expect(indicative && 'filter' in indicative && indicative.filter).toEqual([
      '==',
      ['get', 'boundary_certainty'],
      'indicative',
    ]);
  });
});

describe('former districts', () => {
  const of = (id: string) => layers.find((layer) => layer.id === id)?.layers('vi') ?? [];
  const named = (id: string, part: string) => of(id).find((drawn) => drawn.id === `${id}-${part}`);
  const sizeAt = (id: string) => JSON.stringify(named(id, 'label')?.layout);

  it('lie over the former communes, under the clusters', () => {
    const order = layers.map(({ id }) => id);
    expect(order.indexOf('legacy-districts')).toBeGreaterThan(order.indexOf('legacy-communes'));
    expect(order.indexOf('legacy-districts')).toBeLessThan(order.indexOf('clusters'));
  });

  it('are only indicative: dashed everywhere', () => {
    expect(named('legacy-districts', 'line')?.paint).toHaveProperty('line-dasharray');
  });

  it('are named long before their communes, and larger', () => {
    const [district, commune] = ['legacy-districts', 'legacy-communes'].map((id) => named(id, 'label'));
    expect(district?.minzoom).toBeLessThan(commune?.minzoom ?? 0);
    expect(sizeAt('legacy-districts')).toContain('SemiBold');
    expect(sizeAt('legacy-communes')).toContain('Regular');
  });
});

describe('the colours', () => {
  const grounds = [
    palette.paper,
    palette.communeUrban,
    palette.communeRural,
    palette.legacyGround,
    palette.halo,
  ];
  const inks = Object.entries(palette).filter(([name]) => /Ink$|^plant|^constraint|^verdict/.test(name));

  it.each(inks)('%s can be read on every ground', (_, ink) => {
    for (const ground of grounds) expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.5);
  });
});

describe('the published style', () => {
  const style = publishedStyle('vi');
  const { 'ccn:hatches': hatches, 'ccn:meanings': meanings } = style.metadata as {
    'ccn:hatches': { on: string; layer: { id: string } }[];
    'ccn:meanings': Record<string, Record<string, { vi: string; en: string }>>;
  };

  it('tells which hatch it leaves out, and on what it lies', () => {
    expect(hatches.map(({ on, layer }) => [on, layer.id])).toEqual([
      ['plan-zones-fill', 'plan-zones-hatch'],
      ['plan-constraints-fill', 'plan-constraints-hatch'],
      ['clusters-fill', 'clusters-hatch'],
    ]);
  });

  it('tells what codes mean in the words of the map, and nothing of its longer sentences', () => {
    expect(meanings.boundary_certainty).toEqual({
      surveyed: { vi: 'Đã đo đạc', en: 'Surveyed' },
      digitised: { vi: 'Số hoá từ bản đồ', en: 'Digitised from a map' },
      indicative: { vi: 'Tượng trưng', en: 'Indicative' },
    });
    for (const words of Object.values(meanings)) expect(words).not.toEqual({});
  });

  it('is the map’s own, but for the hatch, which needs an image', () => {
    const bare = (drawn: object) => ({ ...drawn, layout: undefined, 'source-layer': undefined });
    const onPage = pageStyle('vi', 'http://here', everything).layers;
    const hatched = onPage.filter(({ paint }) => JSON.stringify(paint ?? '').includes('fill-pattern'));
    expect(hatched.map(({ id }) => id)).toEqual([
      'plan-zones-hatch',
      'plan-constraints-hatch',
      'clusters-hatch',
    ]);
    expect(style.layers.map(bare)).toEqual(onPage.filter((each) => !hatched.includes(each)).map(bare));
  });

  it('takes tiles from the public address by TileJSON and asks for no sprite or glyphs', () => {
    expect(style.sources.clusters).toEqual({ type: 'vector', url: '{public_url}/tiles/clusters' });
    expect(style).not.toHaveProperty('sprite');
    expect(style).not.toHaveProperty('glyphs');
    expect(style.version).toBe(8);
  });

  it('shows at first what the map shows at first', () => {
    const visibility = (id: string) => style.layers.find((drawn) => drawn.id === id)?.layout?.visibility;
    expect(visibility('clusters-fill')).toBe('visible');
    expect(visibility('plan-zones-fill')).toBe('none');
  });
});
