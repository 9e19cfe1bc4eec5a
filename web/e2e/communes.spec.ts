import type { Map as MaplibreMap } from 'maplibre-gl';
import { afterEach, describe, expect, it } from 'vitest';
import { phone, Visit } from './browser.ts';

let visit: Visit;
afterEach(() => visit.close());

type Host = HTMLElement & { map?: MaplibreMap };

async function openComparison(hash: string, viewport?: typeof phone): Promise<void> {
  visit = await Visit.open(hash, viewport);
  await visit.page.getByRole('slider').waitFor();
  await visit.page.waitForFunction(() => document.querySelector<Host>('#map-before')?.map?.loaded());
  await visit.idle('#map-before');
}

/** How much of its width the map of the former units is clipped by, from the right. */
const clippedShare = () =>
  visit.page.locator('.swipe-before').evaluate((element) => {
    const [, right = ''] = element.style.clipPath.match(/inset\(0(?:px)? ([\d.]+)%/) ?? [];
    return Number(right) / 100;
  });

/** The page's place of the middle of a unit, as one of the maps draws it. */
async function spotOf(selector: string, layer: string, id: string): Promise<{ x: number; y: number }> {
  return visit.page.evaluate(
    ([query = '', drawn = '', wanted = '']) => {
      const host = document.querySelector<Host>(query);
      const map = host?.map;
      const box = host?.getBoundingClientRect();
      if (!map || !box) throw new Error('no map');
      for (let y = 150; y < box.height - 20; y += 8) {
        for (let x = 420; x < box.width - 400; x += 8) {
          const here = (dx: number, dy: number) =>
            map.queryRenderedFeatures([x + dx, y + dy], { layers: [drawn] })[0]?.properties.id === wanted;
          if (here(0, 0) && here(12, 0) && here(-12, 0) && here(0, 12) && here(0, -12)) {
            return { x: box.x + x, y: box.y + y };
          }
        }
      }
      throw new Error(`${wanted} is not drawn`);
    },
    [selector, layer, id],
  );
}

const drawnOn = (selector: string, layer: string) =>
  visit.page.evaluate(
    ([query = '', name = '']) => {
      const map = document.querySelector<Host>(query)?.map;
      return map?.getLayer(name) ? map.queryRenderedFeatures({ layers: [name] }).length : -1;
    },
    [selector, layer],
  );

interface Flows {
  from: Record<string, { full_name: string; district: string }>;
  to: Record<string, { full_name: string }>;
  parts: [from: string, to: string, moves: string, clause: number, weight: number, basis: string][];
}
const readFlows = (): Promise<Flows> =>
  visit.page.evaluate(async () => (await (await fetch('/communes/flows')).json()) as Flows);

describe('before and after 1 July 2025', () => {
  it('opens from the tools, with former units on the left, today’s on the right, clusters on both', async () => {
    visit = await Visit.open('#view=11.5/21.0/105.75');
    expect(await visit.page.locator('#map-before').count()).toBe(0);
    await visit.tool('So sánh trước/sau 1/7/2025').click();
    await visit.page.getByRole('slider').waitFor();
    await visit.page.waitForFunction(() => document.querySelector<Host>('#map-before')?.map?.loaded());
    await visit.idle('#map-before');
    expect(visit.page.url()).toContain('before=0.5');
    expect(await drawnOn('#map-before', 'legacy-communes-fill')).toBeGreaterThan(20);
    expect(await drawnOn('#map-before', 'legacy-districts-fill')).toBeGreaterThan(3);
    expect(await drawnOn('#map-before', 'communes-fill')).toBe(0);
    expect(await drawnOn('#map', 'communes-fill')).toBeGreaterThan(10);
    expect(await drawnOn('#map', 'legacy-communes-fill')).toBe(0);
    for (const map of ['#map', '#map-before']) {
      expect(await drawnOn(map, 'clusters-fill')).toBeGreaterThan(5);
    }
    const sides = await visit.page.locator('.swipe-side').allTextContents();
    expect(sides[0]).toContain('Trước 1/7/2025');
    expect(sides[0]).toContain('tượng trưng');
    expect(sides[1]).toContain('Từ 1/7/2025');
    await visit.expectSound();
    await visit.page.getByRole('button', { name: 'Thôi so sánh' }).click();
    await visit.page.getByRole('slider').waitFor({ state: 'detached' });
    expect(visit.page.url()).not.toContain('before=');
  });

  it('has a slider for the keyboard, which moves the clip and the address', async () => {
    await openComparison('#view=11.5/21.0/105.75&before=0.5');
    const slider = visit.page.getByRole('slider', { name: 'Vạch ngăn trước và sau 1/7/2025' });
    expect(await clippedShare()).toBeCloseTo(0.5, 3);
    await slider.press('ArrowLeft');
    await slider.press('ArrowLeft');
    expect(await slider.getAttribute('aria-valuenow')).toBe('46');
    expect(await clippedShare()).toBeCloseTo(0.54, 3);
    expect(visit.page.url()).toContain('before=0.46');
    await slider.press('End');
    expect(await clippedShare()).toBeCloseTo(0, 3);
    await slider.press('Home');
    expect(await clippedShare()).toBeCloseTo(1, 3);
    const handle = await slider.boundingBox();
    expect(handle && handle.x >= 0 && handle.width >= 24 && handle.height >= 24).toBe(true);
  });

  it('has a slider to drag', async () => {
    await openComparison('#view=11.5/21.0/105.75&before=0.5');
    await visit.page.mouse.move(720, 300);
    await visit.page.mouse.down();
    await visit.page.mouse.move(600, 320, { steps: 4 });
    await visit.page.mouse.up();
    expect(await clippedShare()).toBeCloseTo(1 - 600 / 1440, 2);
    expect(visit.page.url()).toContain('before=0.417');
  });

  it('opens what is clicked on either side: a cluster, and the unit of that side under it', async () => {
    const sides = [
      { before: 0.9, unit: 'Xã, phường cũ', other: 'Xã, phường' },
      { before: 0.1, unit: 'Xã, phường', other: 'Xã, phường cũ' },
    ];
    visit = await Visit.open('#open=clusters/yen-nghia');
    await visit.page.getByRole('heading', { name: 'Yên Nghĩa', level: 2 }).waitFor();
    const { lon, lat } = await visit.view();
    for (const { before, unit, other } of sides) {
      await visit.close();
      await openComparison(`#view=14/${lat}/${lon}&before=${before}`);
      const spot = await spotOf(before > 0.5 ? '#map-before' : '#map', 'clusters-fill', 'yen-nghia');
      await visit.page.mouse.click(spot.x, spot.y);
      const choice = visit.page.getByRole('region', { name: /đối tượng tại đây/ });
      await choice.getByRole('button', { name: /Yên Nghĩa.*Cụm công nghiệp/ }).waitFor();
      const kinds = await choice.locator('.kind').allTextContents();
      expect(kinds).toContain(unit);
      expect(kinds).not.toContain(other);
    }
    await visit.expectSound();
  });

  it('tells where a former commune that was split went, and lights it with its successors', async () => {
    await openComparison('#view=12/21.0/105.78&before=0.9');
    const flows = await readFlows();
    const seen = await visit.page.evaluate(() => {
      const map = document.querySelector<Host>('#map-before')?.map;
      return (map?.queryRenderedFeatures({ layers: ['legacy-communes-label'] }) ?? []).map((each) =>
        String(each.properties.id),
      );
    });
    const ends = (code: string) => flows.parts.filter(([from]) => from === code);
    let told = false;
    for (const code of seen.filter((each) => ends(each).length > 1)) {
      const spot = await spotOf('#map-before', 'legacy-communes-fill', code).catch(() => null);
      if (!spot) continue;
      await visit.page.mouse.move(spot.x, spot.y);
      const card = visit.page.locator('.swipe-card');
      await card.getByRole('heading', { name: flows.from[code]?.full_name ?? '?' }).waitFor();
      for (const [, to, , clause, , basis] of ends(code)) {
        const line = await card.locator(`li[data-code="${to}"]`).textContent();
        expect(line).toContain(flows.to[to]?.full_name);
        expect(line).toContain(`khoản ${clause} Điều 1`);
        if (basis === 'estimated') expect(line).toMatch(/[≈<>]/);
      }
      const lit = await visit.page.evaluate(
        ([former = '', today = '']) => {
          const state = (query: string, source: string, id: string) =>
            document.querySelector<Host>(query)?.map?.getFeatureState({ source, sourceLayer: source, id });
          return [state('#map-before', 'legacy-communes', former), state('#map', 'communes', today)];
        },
        [code, ends(code)[0]?.[1] ?? ''],
      );
      expect(lit[0]).toMatchObject({ pointed: true });
      expect(lit[1]?.share).toBeGreaterThan(0);
      told = true;
      break;
    }
    expect(told).toBe(true);
    await visit.expectSound();
  });

  it('tells by keyboard what the unit in the middle was made of', async () => {
    await openComparison('#view=12/21.0/105.78&before=0.2&lang=en');
    await visit.page.locator('#map canvas').focus();
    await visit.page.keyboard.press('ArrowRight');
    await visit.page.getByRole('heading', { name: 'Where this unit came from' }).waitFor();
    await visit.page.keyboard.press('Enter');
    await visit.page.locator('.unit-page .predecessors').waitFor();
    expect(visit.page.url()).toContain('open=communes/');
    await visit.expectSound();
  });

  it('names no unit twice, and none over the slider', async () => {
    await openComparison('#view=11.3/21.0/105.75&before=0.5');
    for (const [map, layer] of [
      ['#map', 'communes-label'],
      ['#map-before', 'legacy-districts-label'],
    ] as const) {
      const ids = await visit.page.evaluate(
        ([query = '', name = '']) => {
          const found = document.querySelector<Host>(query)?.map?.queryRenderedFeatures({ layers: [name] });
          return (found ?? []).map((each) => String(each.properties.id));
        },
        [map, layer],
      );
      expect(ids.length).toBeGreaterThan(2);
      expect(ids).toEqual([...new Set(ids)]);
      const crossing = await visit.page.evaluate(
        ([query = '', name = '']) => {
          const host = document.querySelector<Host>(query);
          const x = (host?.clientWidth ?? 0) / 2;
          const strip: [[number, number], [number, number]] = [
            [x - 4, 0],
            [x + 4, host?.clientHeight ?? 0],
          ];
          return (host?.map?.queryRenderedFeatures(strip, { layers: [name] }) ?? []).length;
        },
        [map, layer],
      );
      expect(crossing).toBe(0);
    }
  });

  it('fits a phone: the card leaves the handle free, and nothing is cut', async () => {
    await openComparison('#view=11/21.0/105.8&before=0.5', phone);
    await visit.page.mouse.move(300, 300);
    const card = visit.page.locator('.swipe-card:has(h2)');
    await card.waitFor();
    const [at, handle] = [await card.boundingBox(), await visit.page.getByRole('slider').boundingBox()];
    expect(at && handle && handle.y + handle.height <= at.y).toBe(true);
    expect(at && at.x >= 0 && at.x + at.width <= phone.width).toBe(true);
    const widths = await visit.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(widths[0]).toBe(widths[1]);
    await visit.expectSound();
  });
});

describe('the page of a unit', () => {
  it('of Hoà Lạc has the published area beside the computed one', async () => {
    visit = await Visit.open('#open=communes/09988');
    const page = visit.page.locator('.unit-page');
    await visit.page.getByRole('heading', { name: 'Xã Hoà Lạc', level: 2 }).waitFor();
    await page.locator('.areas').waitFor();
    for (const which of ['official', 'computed']) {
      expect(await page.locator(`[data-area=${which}] dd`).textContent()).toMatch(/^\d+,\d\d\u00a0km²$/);
    }
    expect(await page.locator('.certainty').getAttribute('data-certainty')).toMatch(/indicative|digitised/);
    expect(await page.locator('.predecessors li').count()).toBeGreaterThan(1);
    expect(await page.locator('.sources li').count()).toBeGreaterThan(0);
    await visit.expectSound();
  });

  it('leads to the units it came from, and back', async () => {
    visit = await Visit.open('#open=communes/09988');
    await visit.page.locator('.predecessors button').first().click();
    await visit.page.locator('.successors').waitFor();
    expect(visit.page.url()).toContain('open=legacy-communes/');
    await visit.page.locator('.successors').getByRole('button', { name: 'Xã Hoà Lạc' }).click();
    await visit.page.getByRole('heading', { name: 'Xã Hoà Lạc', level: 2 }).waitFor();
    await visit.page.locator('.predecessors').waitFor();
    await visit.expectSound();
  });

  it('of a former commune names the unit that only the resolution gives land to, and leads to its district', async () => {
    visit = await Visit.open('#open=legacy-communes/09013');
    const named = visit.page.locator('.successors li[data-code="09817"]');
    await named.getByText('Chỉ nghị quyết nêu').waitFor();
    expect(await named.textContent()).toMatch(/Xã Ô Diên.*chưa rõ diện tích.*khoản 107 Điều 1/);
    await visit.page.locator('.facts').getByRole('button', { name: 'Huyện Mê Linh' }).click();
    await visit.page.getByRole('heading', { name: 'Huyện Mê Linh', level: 2 }).waitFor();
    await visit.page.locator('.members button').first().waitFor();
    await visit.expectSound();
  });

  it('of a former district lists its communes', async () => {
    visit = await Visit.open('#open=legacy-districts/001', phone);
    await visit.page.locator('.members button').first().waitFor();
    expect(await visit.page.locator('.members button').count()).toBeGreaterThan(5);
    await visit.expectSound();
  });

  it('stands alone on paper', async () => {
    visit = await Visit.open('#open=communes/09988');
    await visit.page.locator('.unit-page .predecessors').waitFor();
    await visit.page.emulateMedia({ media: 'print' });
    expect(await visit.page.locator('#map').isVisible()).toBe(false);
    expect(await visit.page.locator('.site-header').isVisible()).toBe(false);
    expect(await visit.page.locator('.unit-page .sources').isVisible()).toBe(true);
  });
});

describe('an old name', () => {
  it('leads to the unit of today', async () => {
    visit = await Visit.open();
    await visit.search('xã Liên Hà, huyện Đan Phượng');
    const option = visit.page.locator('.resolved').getByRole('option', { name: /Xã Ô Diên/ });
    await option.first().click();
    await visit.page.getByRole('heading', { name: 'Xã Ô Diên', level: 2 }).waitFor();
    await visit.expectSound();
  });

  it('of a district is answered first, and leads to its page', async () => {
    visit = await Visit.open();
    await visit.search('huyện Đan Phượng');
    const first = visit.page.getByRole('option').first();
    expect(await first.textContent()).toContain('Huyện Đan Phượng');
    await visit.page.keyboard.press('Enter');
    await visit.page.getByRole('heading', { name: 'Huyện Đan Phượng', level: 2 }).waitFor();
    await visit.page.locator('.members button').first().waitFor();
    await visit.expectSound();
  });

  it('is marked as one of several where a cluster’s commune was divided', async () => {
    visit = await Visit.open('#open=clusters/yen-nghia');
    const panel = visit.page.locator('.feature-panel');
    await panel.getByText('Có thể thuộc').waitFor();
    await panel.getByText('ranh giới đo đạc sẽ quyết định').waitFor();
    expect(await panel.locator('.refs button').count()).toBeGreaterThan(1);
    await visit.expectSound();
  });
});
