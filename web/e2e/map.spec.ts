import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { Visit } from './browser.ts';

let visit: Visit;
afterEach(() => visit.close());

describe('the map', () => {
  it('draws all 126 communes at first sight, and says whose boundaries they are', async () => {
    visit = await Visit.open();
    expect(await visit.drawn('communes-fill')).toHaveLength(126);
    const line = visit.page.locator('.boundary-line');
    await line.waitFor();
    expect(await line.getAttribute('data-certainty')).toMatch(/^(surveyed|digitised|indicative)$/);
    expect((await line.textContent())?.length).toBeGreaterThan(30);
    await visit.expectSound();
  });

  it.each(['10.6/21.03/105.75', '12.5/21.15/105.85', '13/21.03/105.85'])(
    'names each commune once at %s',
    async (view) => {
      visit = await Visit.open(`#view=${view}`);
      await expect.poll(() => visit.names('communes-label')).not.toEqual([]);
      const names = await visit.names('communes-label');
      expect(names).toEqual([...new Set(names)]);
      expect(names.every((name) => /^(Xã|Phường) \p{L}/u.test(name))).toBe(true);
      await visit.expectSound();
    },
  );

  it('needs at most 400 kB of script, gzipped, for its first view', async () => {
    visit = await Visit.open();
    const scripts = await visit.page.evaluate(() =>
      performance.getEntriesByType('resource').flatMap(({ name }) => (/\.m?js$/.test(name) ? [name] : [])),
    );
    const worker = visit.page.workers().map((each) => each.url());
    const urls = [...new Set([...scripts, ...worker])];
    const sizes = await Promise.all(
      urls.map(async (url) => gzipSync(Buffer.from(await (await fetch(url)).arrayBuffer())).length),
    );
    expect(worker).not.toEqual([]);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(400_000);
  });

  it('shows a layer when it is ticked, with its legend and the word «minh hoạ»', async () => {
    visit = await Visit.open('#view=11/21.0/105.75');
    expect(await visit.drawn('plan-zones-fill')).toEqual([]);
    await visit.page.getByLabel('Vùng quy hoạch – minh hoạ').check();
    await expect.poll(() => visit.drawn('plan-zones-fill')).not.toEqual([]);
    await visit.page.getByText('Có điều kiện').waitFor();
    expect(visit.page.url()).toContain('plan-zones');
    await visit.page.getByText('Quy hoạch minh hoạ – không có thật').waitFor();
    await visit.expectSound();
  });

  it('lets the reader choose where several features lie under a click', async () => {
    visit = await Visit.open('#open=clusters/yen-nghia');
    await visit.page.getByRole('button', { name: 'Phóng tới' }).click();
    await visit.idle();
    await visit.page.getByRole('region', { name: 'Yên Nghĩa' }).getByRole('button', { name: 'Đóng' }).click();
    const spot = await visit.page.evaluate(() => {
      const host = document.querySelector<HTMLElement & { map?: import('maplibre-gl').Map }>('#map');
      const features = host?.map?.queryRenderedFeatures({ layers: ['clusters-fill'] }) ?? [];
      const shape = features.find((feature) => feature.properties.id === 'yen-nghia')?.geometry;
      if (!host?.map || (shape?.type !== 'Polygon' && shape?.type !== 'MultiPolygon'))
        throw new Error('not drawn');
      const ring = (shape.type === 'Polygon' ? shape.coordinates[0] : shape.coordinates[0]?.[0]) ?? [];
      const middle = ring.reduce(
        (sum, [lon = 0, lat = 0]) => [(sum[0] ?? 0) + lon / ring.length, (sum[1] ?? 0) + lat / ring.length],
        [0, 0],
      );
      const { x, y } = host.map.project(middle as [number, number]);
      const box = host.getBoundingClientRect();
      return { x: box.x + x, y: box.y + y };
    });
    await visit.page.mouse.click(spot.x, spot.y);
    const choice = visit.page.getByRole('region', { name: /đối tượng tại đây/ });
    await choice.getByRole('button', { name: /Yên Nghĩa.*Quận Hà Đông cũ.*Cụm công nghiệp/ }).click();
    await visit.page.getByRole('heading', { name: 'Yên Nghĩa', level: 2 }).waitFor();
    await visit.expectSound();
  });

  it('leaves the focus alone at first, and gives it back to what opened a panel', async () => {
    visit = await Visit.open('#open=clusters/tan-trieu');
    await visit.page.locator('.feature-panel .flags').waitFor();
    expect(await visit.page.evaluate(() => document.activeElement === document.body)).toBe(true);
    expect(await visit.page.locator('[data-flag=unit_type_differs]').count()).toBe(1);
    await visit.tool('Đo').press('Enter');
    await visit.page.locator('.measure-panel h2:focus').waitFor();
    await visit.page.keyboard.press('Escape');
    await visit.page.locator('nav button:focus', { hasText: 'Đo' }).waitFor();
  });

  it('opens by keyboard what lies in the middle', async () => {
    visit = await Visit.open('#view=13/21.03/105.85&layers=communes');
    await visit.page.locator('#map canvas').focus();
    await visit.page.keyboard.press('Enter');
    await visit.page.locator('.feature-panel .facts').first().waitFor();
    expect(visit.page.url()).toContain('open=communes/');
  });

  it('comes back from its address: view, layers, feature and language', async () => {
    visit = await Visit.open(
      '#view=12.40/21.10000/105.70000&layers=communes,clusters,plan-constraints&open=clusters/lien-ha-o-dien&lang=en',
    );
    const view = await visit.view();
    expect(view.zoom).toBeCloseTo(12.4, 2);
    expect(view.lat).toBeCloseTo(21.1, 4);
    expect(view.lon).toBeCloseTo(105.7, 4);
    await visit.page.getByRole('heading', { name: 'Sources' }).waitFor();
    expect(await visit.page.getByLabel('Plan constraints – illustration').isChecked()).toBe(true);
    expect(await visit.page.getByLabel('Wastewater plants').isChecked()).toBe(false);
    expect(await visit.page.locator('html').getAttribute('lang')).toBe('en');
    await visit.expectSound();
  });

  it('goes back to the feature that was open before', async () => {
    visit = await Visit.open('#open=clusters/yen-nghia');
    await visit.search('liên hà');
    await visit.page.getByRole('option').first().click();
    await visit.page.getByRole('heading', { name: 'Liên Hà', level: 2 }).waitFor();
    await visit.page.goBack();
    await visit.page.getByRole('heading', { name: 'Yên Nghĩa', level: 2 }).waitFor();
  });

  it('switches every text to English and back', async () => {
    visit = await Visit.open();
    await visit.page.getByRole('button', { name: 'English' }).click();
    await visit.page.getByRole('heading', { name: 'Layers and legend' }).waitFor();
    expect(await visit.page.title()).toContain('Industrial clusters');
    await visit.expectSound();
    await visit.page.getByRole('button', { name: 'Tiếng Việt' }).click();
    await visit.page.getByRole('heading', { name: 'Lớp và chú giải' }).waitFor();
  });
});
