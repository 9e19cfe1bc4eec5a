import type { Map as MaplibreMap } from 'maplibre-gl';
import { afterEach, describe, expect, it } from 'vitest';
import { phone, serverUrl, Visit } from './browser.ts';

let visit: Visit;
afterEach(() => visit.close());

interface Fit {
  verdict: string;
  area_m2: number;
  classes: { class: string; share: number; area_m2: number }[];
  residual: { share: number };
}

async function ask<T>(path: string): Promise<T> {
  return (await (await fetch(serverUrl + path)).json()) as T;
}

const judged = (more = '') =>
  ask<Fit>(`/collections/clusters/items/yen-nghia/fit?plan=demo&sensitivity=false${more}`);

const panel = () => visit.page.locator('.fit-panel');
const verdict = () => panel().locator('.verdict-box');

/** The pieces that the map now sets off. */
async function litPieces(): Promise<string[]> {
  return visit.page.evaluate(() => {
    const map = document.querySelector<HTMLElement & { map?: MaplibreMap }>('#map')?.map;
    const keys = (map?.querySourceFeatures('pieces') ?? []).map(({ properties }) => String(properties.key));
    return [...new Set(keys)].filter((id) => map?.getFeatureState({ source: 'pieces', id })?.lit);
  });
}

/** Where on the screen a place of the map is. */
async function onScreen(lon: number, lat: number): Promise<{ x: number; y: number }> {
  return visit.page.evaluate(
    ([lng, at]) => {
      const host = document.querySelector<HTMLElement & { map?: MaplibreMap }>('#map');
      if (!host?.map) throw new Error('no map');
      const { x, y } = host.map.project([lng ?? 0, at ?? 0]);
      const box = host.getBoundingClientRect();
      return { x: box.x + x, y: box.y + y };
    },
    [lon, lat],
  );
}

describe('whether a cluster fits', () => {
  it('cannot be judged by the plan whose geometry nobody has, and the panel says so', async () => {
    visit = await Visit.open('#open=clusters/yen-nghia');
    await visit.page.getByRole('button', { name: 'Xét sự phù hợp' }).click();
    await verdict().getByText('Không thể kết luận').waitFor();
    expect(await verdict().textContent()).toContain('chưa có ranh giới các khu chức năng');
    expect(await verdict().textContent()).toContain('1569/QĐ-TTg');
    expect(await verdict().textContent()).toContain('không phải ranh giới thật');
    expect(await panel().getByRole('combobox', { name: 'Quy hoạch' }).textContent()).toContain(
      '[minh hoạ, hư cấu]',
    );
    expect(await visit.page.getByText('Quy hoạch minh hoạ – không có thật').count()).toBe(0);
    expect(visit.page.url()).toContain('fit=yen-nghia');
    await visit.expectSound();
  });

  it('is shown by the invented plan only when asked for, marked in every place, with the server’s figures', async () => {
    visit = await Visit.open('#fit=yen-nghia');
    await panel().getByRole('button', { name: 'Xem thử với quy hoạch hư cấu' }).click();
    await verdict().getByText('Kết quả minh hoạ: quy hoạch hư cấu, không có giá trị pháp lý').waitFor();
    await visit.page.getByText('Quy hoạch minh hoạ – không có thật').waitFor();
    expect(await verdict().locator('.confidence').getAttribute('data-confidence')).toBe('synthetic');
    expect(visit.page.url()).toContain('plan=demo');

    const fit = await judged();
    expect(await verdict().getAttribute('data-verdict')).toBe(fit.verdict);
    const shown = await panel().locator('[data-bar^="class/"] .bar-amount b').allTextContents();
    const percent = new Intl.NumberFormat('vi-VN', { maximumFractionDigits: 2 });
    expect(shown).toEqual(fit.classes.map(({ share }) => `${percent.format(share * 100)}\u00a0%`));
    await panel().locator('.findings li').first().waitFor();
    const effects = await panel()
      .locator('.findings li')
      .evaluateAll((lines) => lines.map((line) => line.getAttribute('data-effect') ?? ''));
    const order = ['decides', 'caps', 'condition', 'flag', 'note'];
    expect(effects).toEqual([...effects].sort((a, b) => order.indexOf(a) - order.indexOf(b)));
    await panel().locator('.compass li').first().waitFor();
    await visit.expectSound();
  });

  it('sets off a piece for its bar and the bar for its piece', async () => {
    visit = await Visit.open('#fit=yen-nghia&plan=demo');
    const bar = panel().locator('[data-bar^="class/"]').first();
    await bar.hover();
    await expect.poll(litPieces).toEqual([expect.stringMatching(/^zone\//)]);
    await visit.page.mouse.move(700, 880);
    await expect.poll(litPieces).toEqual([]);
    await bar.focus();
    await expect.poll(litPieces).not.toEqual([]);
    await bar.blur();
    await expect.poll(litPieces).toEqual([]);

    const { geometry } = await ask<{ geometry: { coordinates: [number, number][][][] } }>(
      '/collections/clusters/items/yen-nghia',
    );
    const ring = geometry.coordinates[0]?.[0] ?? [];
    const mean = (axis: 0 | 1) => ring.reduce((sum, position) => sum + position[axis], 0) / ring.length;
    await visit.idle();
    const middle = await onScreen(mean(0), mean(1));
    await visit.page.mouse.move(middle.x - 20, middle.y);
    await expect.poll(() => bar.getAttribute('data-lit')).toBe('true');
    await visit.page.mouse.move(700, 880);
    await expect.poll(() => bar.getAttribute('data-lit')).toBe('false');
  });

  it('is asked of another cluster by a click on it, and the way back to its facts is there', async () => {
    visit = await Visit.open('#fit=chang-son-1&plan=demo');
    await verdict().waitFor();
    const { geometry } = await ask<{ geometry: { coordinates: [number, number][][][] } }>(
      '/collections/clusters/items/chang-son-2',
    );
    // Its western end: the eastern one may lie under the legend.
    const [lon, lat] = [...(geometry.coordinates[0]?.[0] ?? [])].sort((one, two) => one[0] - two[0])[0] ?? [
      0, 0,
    ];
    await visit.idle();
    const { x, y } = await onScreen(lon, lat);
    await visit.page.mouse.click(x, y);
    await expect.poll(() => visit.page.url()).toContain('fit=chang-son-2');
    await panel().getByRole('button', { name: 'Thông tin của cụm' }).click();
    await visit.page.locator('.feature-panel .facts').first().waitFor();
    await visit.page.goBack();
    await verdict().waitFor();
  });

  it('is compared by two versions of a plan, side by side and on the map', async () => {
    visit = await Visit.open('#fit=chang-son-1&plan=demo');
    await panel().getByRole('button', { name: 'So sánh' }).click();
    await panel()
      .locator('.compare')
      .getByRole('button', { name: /^Bản 2/ })
      .click();
    const rows = panel().locator('.beside tbody tr');
    await rows.first().waitFor();
    const [a, b] = await Promise.all(
      ['2026-11-01', '2027-03-01'].map((day) =>
        ask<Fit>(`/collections/clusters/items/chang-son-1/fit?plan=demo&datetime=${day}&sensitivity=false`),
      ),
    );
    expect(a?.verdict).not.toBe(b?.verdict);
    const badges = await panel()
      .locator('.sides .verdict')
      .evaluateAll((all) => all.map((each) => each.getAttribute('data-verdict')));
    expect(badges).toEqual([a?.verdict, b?.verdict]);
    await panel().getByText('Kết luận: từ').waitFor();
    expect(await panel().locator('.beside td.number').first().textContent()).toContain('điểm\u00a0%');
    const drawn = () =>
      visit.page.evaluate(() => {
        const map = document.querySelector<HTMLElement & { map?: MaplibreMap }>('#map')?.map;
        return (map?.querySourceFeatures('pieces') ?? [])
          .map(({ properties }) => String(properties.class))
          .sort();
      });
    const before = await drawn();
    await panel().getByText('Vẽ B', { exact: true }).click();
    await expect.poll(drawn).not.toEqual(before);
    expect(visit.page.url()).toContain('with=demo/2027-01-01');
    await visit.expectSound();
  });

  it('is linked with the day it was asked about', async () => {
    visit = await Visit.open('#fit=yen-nghia&plan=demo');
    await verdict().waitFor();
    await visit.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await panel().getByRole('button', { name: 'Sao chép liên kết' }).click();
    await panel().getByText('Đã sao chép.').waitFor();
    const link = await visit.page.evaluate(() => navigator.clipboard.readText());
    expect(link).toMatch(/#.*fit=yen-nghia&plan=demo\/\d{4}-\d{2}-\d{2}/);
    expect(visit.page.url()).not.toMatch(/plan=demo\/\d/);
  });

  it('shows the versions that it was computed from', async () => {
    visit = await Visit.open('#fit=yen-nghia&plan=demo');
    await panel().getByText('Tính từ những gì').click();
    expect(await panel().locator('.basis').textContent()).toMatch(/Xã, phường \(phiên bản\)\d{5} \(\d+\)/);
    expect(await panel().textContent()).not.toContain('undefined');
    expect(await verdict().textContent()).toContain('giả định: có hiệu lực');
  });

  it('becomes a numbered extract with a link of its own', async () => {
    visit = await Visit.open('#fit=yen-nghia&plan=demo');
    await panel().getByRole('button', { name: 'Lập bản trích' }).click();
    const link = panel().getByRole('link', { name: /Mở bản trích/ });
    const path = await link.getAttribute('href');
    expect(path).toMatch(/^\/extracts\/\d+\/[0-9a-f]{32}\?lang=vi$/);
    const page = await fetch(serverUrl + path, { headers: { Accept: 'text/html' } });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Yên Nghĩa');
    expect(await panel().textContent()).toContain(`số ${path?.split('/')[2]}`);
    await visit.expectSound();
  });
});

describe('the whole city', () => {
  it('is coloured by verdict, counted as the server counts, and filtered', async () => {
    visit = await Visit.open('');
    await visit.page.getByLabel('Tô màu theo kết luận').check();
    const counts = visit.page.locator('.verdict-counts');
    await counts.waitFor();
    await visit.page.locator('#theme-plan').selectOption('demo');
    await visit.page.getByText('Quy hoạch minh hoạ – không có thật').waitFor();
    const city = await ask<{ counts: Record<string, number>; rows: { id: string; verdict: string }[] }>(
      '/fit?plan=demo&sensitivity=false',
    );
    await expect
      .poll(async () =>
        Object.fromEntries(
          await counts
            .locator('label')
            .evaluateAll((all) =>
              all.map((each) => [
                each.getAttribute('data-verdict'),
                Number(each.querySelector('.count')?.textContent),
              ]),
            ),
        ),
      )
      .toEqual(city.counts);
    expect(visit.page.url()).toContain('theme=fit');
    await expect.poll(() => visit.drawn('clusters-verdict')).not.toEqual([]);
    await visit.expectSound();

    await counts.locator('[data-verdict=does_not_fit] input').uncheck();
    const without = city.rows.filter((row) => row.verdict !== 'does_not_fit').map(({ id }) => id);
    await expect.poll(async () => (await visit.drawn('clusters-fill')).sort()).toEqual(without.sort());
    await visit.page.getByLabel('Tô màu theo kết luận').uncheck();
    await expect.poll(async () => (await visit.drawn('clusters-fill')).length).toBe(city.rows.length);
  });

  it('has a verdict in the table of clusters', async () => {
    visit = await Visit.open('#table=clusters&plan=demo');
    const filter = visit.page.getByRole('searchbox', { name: 'Lọc trong bảng' });
    await filter.fill('yen nghia');
    const cells = visit.page.locator('.table-panel tbody tr').first().locator('td');
    await expect.poll(() => cells.allTextContents()).toContain('Không phù hợp');
    await visit.page.locator('.table-panel').getByText('Quy hoạch minh hoạ – không có thật').waitFor();
    await visit.expectSound();
  });

  it('sets what is declared beside what is computed, and hands out the table', async () => {
    visit = await Visit.open('#table=declared&plan=demo');
    const rows = visit.page.locator('[data-aspect=fit] tbody tr');
    await rows.first().waitFor();
    expect(await rows.count()).toBe(13);
    expect(await rows.first().textContent()).toContain('khác nhau (minh hoạ)');
    expect(await rows.locator('.verdict:not([data-illustrative=true])').count()).toBe(0);
    const strip = visit.page.locator('.table-panel .plan-strip');
    await visit.page.locator('.table-scroll').evaluate((box) => box.scrollTo(0, 1e6));
    await expect.poll(() => strip.isVisible()).toBe(true);
    await visit.page.locator('[data-aspect=area]').getByText('vẽ từ diện tích khai báo').first().waitFor();
    await visit.expectSound();
    const href = await visit.page.getByRole('link', { name: 'CSV' }).getAttribute('href');
    const csv = await fetch(serverUrl + href);
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect((await csv.text()).split('\n').length).toBeGreaterThan(90);
    await rows.first().getByRole('button').click();
    await verdict().waitFor();
    expect(visit.page.url()).toMatch(/fit=[a-z0-9-]+/);
  });
});

describe('on a phone', () => {
  it('the answer stands in a sheet below the map, the question folded away', async () => {
    visit = await Visit.open('#fit=yen-nghia&plan=demo', phone);
    await verdict().waitFor();
    const box = await panel().boundingBox();
    expect(box && box.width === phone.width && box.y > 300).toBe(true);
    expect(await verdict().locator('.verdict').isVisible()).toBe(true);
    expect(await panel().locator('.question').getAttribute('open')).toBeNull();
    const bar = panel().locator('[data-bar^="class/"]').first();
    await bar.scrollIntoViewIfNeeded();
    await bar.click();
    await expect.poll(litPieces).not.toEqual([]);
    const widths = await visit.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(widths[0]).toBe(widths[1]);
    await visit.expectSound();
  });

  it('has the declared beside the computed within its width', async () => {
    visit = await Visit.open('#table=declared&lang=en', phone);
    await visit.page.locator('[data-aspect=fit] tbody tr').first().waitFor();
    const widths = await visit.page.evaluate(() =>
      [document.documentElement, document.querySelector('.table-scroll')].map((box) =>
        box ? box.scrollWidth - box.clientWidth : -1,
      ),
    );
    expect(widths).toEqual([0, 0]);
    const last = visit.page.locator('[data-aspect=fit] tbody tr').first().locator('td').last();
    expect(await last.getAttribute('data-label')).toBe('Compared');
    const box = await last.boundingBox();
    expect(box && box.x + box.width <= phone.width).toBe(true);
    await visit.expectSound();
  });
});
