import type { Map as MaplibreMap } from 'maplibre-gl';
import { afterEach, describe, expect, it } from 'vitest';
import { toGrid } from '../src/map/vn2000.ts';
import { Visit } from './browser.ts';

let visit: Visit;
afterEach(() => visit.close());

describe('measuring', () => {
  it('tells the length and the area that the server computes for the clicked points', async () => {
    visit = await Visit.open('#view=13/21.03/105.80&layers=communes');
    await visit.tool('Đo').click();
    await visit.page.mouse.click(600, 300);
    await visit.page.mouse.click(900, 300);
    const result = visit.page.locator('.measured');
    await result.waitFor();
    expect(await result.textContent()).toMatch(/\d,\d+\u00a0km/);

    await visit.page.locator('.measure-panel').getByText('Diện tích', { exact: true }).click();
    await visit.page.mouse.click(900, 600);
    await expect.poll(() => result.textContent()).toMatch(/(ha|km²)/);
    expect(await result.textContent()).toContain('EPSG:5897');
    await visit.expectSound();
  });

  it('says what is wrong with an outline that crosses itself, and closes by Escape on the map', async () => {
    visit = await Visit.open('#view=13/21.03/105.80&layers=communes');
    await visit.tool('Đo').click();
    await visit.page.locator('.measure-panel').getByText('Diện tích', { exact: true }).click();
    for (const [x, y] of [
      [600, 300],
      [900, 600],
      [900, 300],
      [600, 600],
    ] as const) {
      await visit.page.mouse.click(x, y);
    }
    await visit.page.locator('.measure-panel').getByText('tự cắt').waitFor();
    await visit.page.locator('#map canvas').focus();
    await visit.page.keyboard.press('Escape');
    expect(await visit.page.locator('.measure-panel').count()).toBe(0);
  });

  it('takes points from the keyboard', async () => {
    visit = await Visit.open('#view=13/21.03/105.80&layers=communes');
    await visit.tool('Đo').click();
    await visit.page.locator('#map canvas').focus();
    await visit.page.keyboard.press('Enter');
    await visit.page.keyboard.press('ArrowRight');
    await visit.idle();
    await visit.page.keyboard.press('Enter');
    await visit.page.locator('.measured').waitFor();
  });
});

describe('going to a coordinate', () => {
  it('reads VN-2000 in the order surveyors write it, and shows both systems', async () => {
    visit = await Visit.open();
    await visit.tool('Toạ độ').click();
    const field = visit.page.getByLabel('Toạ độ WGS 84 hoặc VN-2000');
    await field.fill('2326345,312 588591,944');
    await field.press('Enter');
    await visit.page.getByText('thứ tự đảo').waitFor();
    await visit.idle();
    const view = await visit.view();
    expect(view.lon).toBeCloseTo(105.8542, 4);
    expect(view.lat).toBeCloseTo(21.0285, 4);
    await visit.expectSound();
  });

  it('says what is wrong with a mixture of degrees and metres', async () => {
    visit = await Visit.open();
    await visit.tool('Toạ độ').click();
    const field = visit.page.getByLabel('Toạ độ WGS 84 hoặc VN-2000');
    await field.fill('21,5 588591');
    await field.press('Enter');
    await visit.page.getByText('hai số phải cùng hệ').waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    await visit.expectSound();
  });

  it('follows the pointer in both systems', async () => {
    visit = await Visit.open('#view=13/21.03/105.80');
    await visit.page.mouse.move(700, 400);
    const position = visit.page.locator('.status-bar .position');
    await expect.poll(() => position.textContent()).toContain('Con trỏ');
    expect(await position.textContent()).toMatch(/E 58\d\.\d{3},\d · N 2\.32\d\.\d{3},\d/);
  });
});

describe('printing', () => {
  it.each([
    ['A4', 'landscape'],
    ['A4', 'portrait'],
  ] as const)('keeps every warning on an %s %s sheet with all layers', async (paper, turn) => {
    const all = 'communes,plan-zones,plan-constraints,legacy-communes,clusters,wastewater-plants';
    visit = await Visit.open(`#view=12/21.03/105.80&layers=${all}`);
    await visit.tool('In').click();
    await visit.page.getByRole('combobox', { name: 'Khổ giấy' }).selectOption(paper);
    await visit.page.getByRole('combobox', { name: 'Hướng' }).selectOption(turn);
    await visit.page.locator('.frame').getByText('Quy hoạch minh hoạ – không có thật').waitFor();
    const cut = await visit.page.evaluate(() => {
      const bottom = (query: string) => document.querySelector(query)?.getBoundingClientRect().bottom ?? 0;
      const legend = document.querySelector('.print-legend');
      return {
        sources: bottom('.print-sources p:last-child') - bottom('.margin'),
        legend: (legend?.scrollHeight ?? 0) - (legend?.clientHeight ?? 0),
        margin: bottom('.margin') - bottom('.sheet'),
      };
    });
    expect(cut.sources).toBeLessThanOrEqual(1);
    expect(cut.legend).toBeLessThanOrEqual(1);
    expect(cut.margin).toBeLessThanOrEqual(0);
    await visit.page.getByRole('combobox', { name: 'Khổ giấy' }).focus();
    await visit.page.keyboard.press('Shift+Tab');
    await visit.page.locator('.print-view :focus').waitFor();
    await visit.expectSound();
  });

  it.each([
    ['A4', 'landscape', 25_000],
    ['A3', 'portrait', 50_000],
  ] as const)('an %s %s sheet at 1:%i has that scale on the VN-2000 grid', async (paper, turn, scale) => {
    visit = await Visit.open('#view=12/21.03/105.80');
    await visit.tool('In').click();
    await visit.page.getByRole('combobox', { name: 'Khổ giấy' }).selectOption(paper);
    await visit.page.getByRole('combobox', { name: 'Hướng' }).selectOption(turn);
    await visit.page.getByRole('combobox', { name: 'Tỷ lệ' }).selectOption(String(scale));
    await visit.idle('.print-map');
    const corners = await visit.page.evaluate(() => {
      const host = document.querySelector<HTMLElement & { map?: MaplibreMap }>('.print-map');
      if (!host?.map) throw new Error('no print map');
      const map = host.map;
      const shown = host.getBoundingClientRect();
      const canvas = { width: host.clientWidth, height: host.clientHeight };
      // Fifty millimetres either way of the middle, in the CSS pixels of the paper.
      const half = (50 / 25.4) * 96;
      const at = (dx: number, dy: number) => {
        const x = canvas.width / 2 + dx * (canvas.width / shown.width);
        const y = canvas.height / 2 + dy * (canvas.height / shown.height);
        const { lng, lat } = map.unproject([x, y]);
        return { lon: lng, lat };
      };
      return { west: at(-half, 0), east: at(half, 0), north: at(0, -half), south: at(0, half) };
    });
    const distance = (a: { lon: number; lat: number }, b: { lon: number; lat: number }) => {
      const [from, to] = [toGrid(a), toGrid(b)];
      return Math.hypot(to.easting - from.easting, to.northing - from.northing);
    };
    const wanted = scale * 0.1;
    expect(Math.abs(distance(corners.west, corners.east) / wanted - 1)).toBeLessThan(0.001);
    expect(Math.abs(distance(corners.north, corners.south) / wanted - 1)).toBeLessThan(0.001);
    await visit.expectSound();

    const pdf = (await visit.page.pdf({ preferCSSPageSize: true })).toString('latin1');
    const box = /\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/.exec(pdf);
    const sides = { A4: [842, 595], A3: [842, 1191] }[paper];
    expect([Math.round(Number(box?.[1])), Math.round(Number(box?.[2]))]).toEqual(sides);
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  });
});
