import { readFile } from 'node:fs/promises';
import type { Download } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { phone, serverUrl, Visit } from './browser.ts';

let visit: Visit;
afterEach(() => visit.close());

const panel = () => visit.page.locator('.export-panel');
const format = () => panel().getByRole('combobox', { name: 'Định dạng' });

/** Presses the button and gives what the browser was handed, with the address it asked for. */
async function download(): Promise<{ bytes: Buffer; name: string; query: URLSearchParams }> {
  const [file, request] = await Promise.all([
    visit.page.waitForEvent('download'),
    visit.page.waitForRequest(/\/exports\?/),
    panel().getByRole('button', { name: 'Tải xuống' }).click(),
  ]);
  return { ...(await read(file)), query: new URL(request.url()).searchParams };
}

async function read(file: Download): Promise<{ bytes: Buffer; name: string }> {
  return { bytes: await readFile(await file.path()), name: file.suggestedFilename() };
}

async function namesOf(query: string): Promise<string[]> {
  const response = await fetch(`${serverUrl}/collections/clusters/items?limit=10000${query}`);
  const { features } = (await response.json()) as { features: { properties: { name: string } }[] };
  return features.map(({ properties }) => properties.name);
}

/** The tables that a GeoPackage says it holds: SQLite keeps short texts as they are. */
const tables = (bytes: Buffer) =>
  ['clusters', 'wastewater_plants', 'communes'].filter((name) => bytes.includes(`rtree_${name}_geom`));

describe('taking data home', () => {
  it('gives the chosen layers as one GeoPackage with their styles, under a name that says what it is', async () => {
    visit = await Visit.open('#layers=communes,clusters,wastewater-plants');
    await visit.tool('Tải dữ liệu').click();
    await format().waitFor();
    expect(await panel().getByRole('checkbox', { checked: true }).count()).toBe(3);
    await panel()
      .getByRole('checkbox', { name: /^Xã, phường từ/ })
      .uncheck();
    expect(await format().inputValue()).toBe('gpkg');
    await panel().getByText('VN-2000 / TM-3 105°00′ (EPSG:5897)').first().waitFor({ state: 'attached' });
    await visit.expectSound();

    const { bytes, name, query } = await download();
    expect(query.get('collections')?.split(',').sort()).toEqual(['clusters', 'wastewater-plants']);
    expect(name).toMatch(/^CCN Atlas - Hà Nội - \d{4}-\d\d-\d\d\.gpkg$/);
    expect(bytes.subarray(0, 15).toString()).toBe('SQLite format 3');
    expect(bytes.subarray(68, 72).toString()).toBe('GPKG');
    expect(tables(bytes)).toEqual(['clusters', 'wastewater_plants']);
    expect(bytes.includes('layer_styles')).toBe(true);
    await panel().getByText(name).waitFor();
    await visit.expectSound();
  });

  it('gives as CSV the very rows that a filtered table shows', async () => {
    visit = await Visit.open('#table=clusters');
    const rows = visit.page.locator('.table-panel tbody th');
    await rows.first().waitFor();
    await visit.page.getByRole('searchbox', { name: 'Lọc trong bảng' }).fill('lien');
    await expect.poll(() => rows.count()).toBeLessThan(10);
    const shown = await rows.allTextContents();
    await visit.page.getByRole('button', { name: 'Tải bảng này' }).click();
    const choice = panel().getByRole('radio', { name: new RegExp(`^${shown.length} dòng đang hiện`) });
    await choice.waitFor();
    expect(await choice.isChecked()).toBe(true);
    await format().selectOption('csv');

    const { bytes, name } = await download();
    expect(name).toMatch(/^CCN Atlas - Cụm công nghiệp - .*\.csv$/);
    const lines = bytes.toString().trim().split('\n');
    expect(lines).toHaveLength(shown.length + 1);
    for (const row of shown) expect(lines.some((line) => line.includes(row))).toBe(true);
    await visit.expectSound();
  });

  it('asks only for what is in view, for what the search found, and for a day, when told so', async () => {
    visit = await Visit.open('#view=12/20.96/105.75&layers=clusters');
    await visit.search('liên hà');
    await visit.page.keyboard.press('Escape');
    await visit.tool('Tải dữ liệu').click();
    await panel().getByRole('checkbox', { name: 'Chỉ phần đang nhìn thấy trên bản đồ' }).check();
    await panel().getByLabel('Đúng vào ngày').fill('2026-11-01');
    await format().selectOption('geojson');
    const inView = await download();
    const [west = 0, south = 0, east = 0, north = 0] = (inView.query.get('bbox') ?? '')
      .split(',')
      .map(Number);
    expect(west < 105.75 && east > 105.75 && south < 20.96 && north > 20.96).toBe(true);
    expect(east - west).toBeLessThan(1);
    expect(inView.query.get('datetime')).toBe('2026-11-01');
    const { features } = JSON.parse(inView.bytes.toString()) as { features: unknown[] };
    const bbox = `&bbox=${inView.query.get('bbox')}&datetime=2026-11-01`;
    expect(features).toHaveLength((await namesOf(bbox)).length);

    await panel()
      .getByRole('radio', { name: /«liên hà»/ })
      .check();
    await panel().getByRole('checkbox', { name: 'Chỉ phần đang nhìn thấy trên bản đồ' }).uncheck();
    const found = JSON.parse((await download()).bytes.toString()) as {
      features: { properties: { name: string } }[];
    };
    const names = found.features.map(({ properties }) => properties.name);
    expect(names.sort()).toEqual((await namesOf('&q=liên hà&datetime=2026-11-01')).sort());
    expect(names).toContain('Liên Hà');
  });

  it('shows how far a large file is, and keeps the map free meanwhile', async () => {
    visit = await Visit.open('#layers=communes');
    // The register of the tests is small: the browser asks as if the file were not.
    await visit.page.route(/\/exports\?/, (route) =>
      route.continue({ headers: { ...route.request().headers(), prefer: 'respond-async' } }),
    );
    await visit.tool('Tải dữ liệu').click();
    await format().waitFor();
    await panel().getByRole('button', { name: 'Tải xuống' }).click();
    const link = panel().getByRole('link', { name: /^Lưu tệp/ });
    await link.waitFor();
    const [file] = await Promise.all([visit.page.waitForEvent('download'), link.click()]);
    expect(tables((await read(file)).bytes)).toEqual(['communes']);
    await panel().getByText('126 đối tượng').waitFor();
    await visit.expectSound();
  });

  it('says which formats hold one layer only, and what the server finds wrong', async () => {
    visit = await Visit.open('#layers=communes,clusters');
    await visit.tool('Tải dữ liệu').click();
    await format().selectOption('fgb');
    await panel().getByText('chỉ chứa một loại dữ liệu mỗi tệp').waitFor();
    expect(await panel().getByRole('button', { name: 'Tải xuống' }).isDisabled()).toBe(true);
    await visit.expectSound();
    await panel()
      .getByRole('checkbox', { name: /^Xã, phường từ/ })
      .uncheck();
    await visit.page.route(/\/exports\?/, (route) =>
      route.continue({ url: `${route.request().url()}&limit=nonsense` }),
    );
    await panel().getByRole('button', { name: 'Tải xuống' }).click();
    const said = panel().getByRole('alert');
    await said.waitFor();
    expect(await said.textContent()).toContain('limit');
  });

  it.each([
    ['a wide screen', { width: 1440, height: 900 }, ''],
    ['a low one with the table open', { width: 1440, height: 600 }, '#table=clusters'],
    ['a phone', phone, ''],
  ])('keeps the button in sight on %s', async (_, viewport, hash) => {
    visit = await Visit.open(hash, viewport);
    await visit.tool('Tải dữ liệu').click();
    const button = panel().getByRole('button', { name: 'Tải xuống' });
    await button.waitFor();
    const seen = await button.evaluate((found) => {
      const { left, top, width, height } = found.getBoundingClientRect();
      return found.contains(document.elementFromPoint(left + width / 2, top + height - 3));
    });
    expect(seen).toBe(true);
  });

  it('tells how QGIS reads the register itself, and fits a phone', async () => {
    visit = await Visit.open('#lang=en', phone);
    await visit.tool('Export data').click();
    await panel().getByText('Open in QGIS itself').click();
    const link = panel().getByRole('link', { name: 'ccn-atlas.qlr' });
    await link.scrollIntoViewIfNeeded();
    const [layers] = await Promise.all([visit.page.waitForEvent('download'), link.click()]);
    const text = (await read(layers)).bytes.toString();
    for (const id of ['clusters', 'wastewater-plants', 'communes']) expect(text).toContain(id);
    expect(layers.suggestedFilename()).toMatch(/\.qlr$/);
    const widths = await visit.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(widths[0]).toBe(widths[1]);
    await visit.expectSound();
  });
});
