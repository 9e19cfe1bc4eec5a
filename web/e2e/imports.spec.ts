import type { Map as MaplibreMap } from 'maplibre-gl';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { desktop, phone, serverUrl, Visit, writeToken } from './browser.ts';

const cluster = 'la-phu';
let visit: Visit;
afterEach(() => visit.close());

interface Item {
  geometry: { type: string; coordinates: [number, number][][][] };
  properties: Record<string, unknown>;
}

async function itemIn(crs: string): Promise<Item> {
  const response = await fetch(`${serverUrl}/collections/clusters/items/${cluster}?crs=${crs}`);
  return (await response.json()) as Item;
}

const headers = { Authorization: `Bearer ${writeToken}` };

async function mine(...states: string[]): Promise<{ id: string; state: string }[]> {
  const response = await fetch(`${serverUrl}/imports`, { headers });
  const { imports } = (await response.json()) as { imports: { id: string; state: string }[] };
  return imports.filter(({ state }) => states.includes(state));
}
const drafts = () => mine('asks', 'checked');

/** Whatever a journey left behind when it failed: others count what the register holds. */
async function discard(): Promise<void> {
  for (const { id } of await mine('published')) {
    await fetch(`${serverUrl}/imports/${id}/undo`, { method: 'POST', headers });
  }
  for (const { id } of await drafts()) {
    await fetch(`${serverUrl}/imports/${id}`, { method: 'DELETE', headers });
  }
}
beforeEach(discard);
afterAll(discard);

type Ring = [number, number][];
const boundary = (properties: object, ring: Ring) => ({
  type: 'Feature',
  properties,
  geometry: { type: 'Polygon', coordinates: [ring] },
});

/** Boundaries in metres, as surveyors send them: nothing in the file says which grid they are of. */
function fileOf(name: string, features: object[]) {
  return {
    name,
    mimeType: 'application/geo+json',
    buffer: Buffer.from(JSON.stringify({ type: 'FeatureCollection', features })),
  };
}

const file = (name: string, ring: Ring) =>
  fileOf(name, [boundary({ 'Tên cụm': 'La Phù', id: cluster }, ring)]);

/** The cluster's own outline, moved and made smaller: made up, and not far from what it replaces. */
async function movedOutline(): Promise<Ring> {
  const ring = (await itemIn('EPSG:5897')).geometry.coordinates[0]?.[0] ?? [];
  const [east = 0, north = 0] = [0, 1].map(
    (axis) => ring.reduce((sum, p) => sum + (p[axis] ?? 0), 0) / ring.length,
  );
  return ring.map(([x, y]) => [
    Math.round((east + (x - east) * 0.9 + 40) * 100) / 100,
    Math.round((north + (y - north) * 0.9 + 25) * 100) / 100,
  ]);
}

const panel = () => visit.page.locator('.import-panel');

async function enter(hash = '', viewport = desktop): Promise<void> {
  visit = await Visit.open(hash, viewport);
  await visit.tool('Nhập dữ liệu').click();
  await panel().getByLabel('Mã ghi').fill(writeToken);
  await panel().getByLabel('Người nhập').fill('Phòng thử nghiệm');
  await panel().getByRole('button', { name: 'Tiếp tục' }).click();
}

/** The way to read coordinates as those of the city's own grid. */
const legalGrid = () => panel().locator('.way[data-way="EPSG:5897"] input');

const bring = (given: ReturnType<typeof file>) =>
  panel().locator('.drop input[type=file]').setInputFiles(given);

/** Says which field has the name, whatever was guessed. */
async function mapName(): Promise<void> {
  const mapping = panel().locator('.mapping');
  if (!(await mapping.evaluate((part) => (part as HTMLDetailsElement).open))) {
    await mapping.locator('summary').click();
  }
  await panel().getByRole('combobox', { name: 'Tên cụm' }).selectOption('Tên cụm');
}

/** How many features a layer that the panel adds draws now. */
async function drawnIn(layer: string): Promise<number> {
  await visit.idle();
  return visit.page.evaluate((name) => {
    const map = document.querySelector<HTMLElement & { map?: MaplibreMap }>('#map')?.map;
    const found = map?.getLayer(name) ? map.queryRenderedFeatures({ layers: [name] }) : [];
    // One that a tile's edge cuts is found in each part.
    return new Set(found.map(({ properties }) => properties.key)).size;
  }, layer);
}

const count = (name: string) => panel().locator(`[data-count="${name}"] dd`).textContent();

describe('bringing a boundary in', () => {
  it('asks for a token, keeps it out of the address, and asks again when it is refused', async () => {
    visit = await Visit.open();
    await visit.tool('Nhập dữ liệu').click();
    const field = panel().getByLabel('Mã ghi');
    await field.waitFor();
    await visit.expectSound();
    await field.fill('short');
    await panel().getByRole('button', { name: 'Tiếp tục' }).click();
    await panel().getByText('Mã ghi có ít nhất 32').waitFor();
    await field.fill('z'.repeat(40));
    await panel().getByRole('button', { name: 'Tiếp tục' }).click();
    await panel().getByText('Máy chủ không nhận mã này').waitFor();
    visit.complaints.length = 0;
    await field.fill(writeToken);
    await panel().getByRole('button', { name: 'Tiếp tục' }).click();
    await panel().getByText('Chọn tệp…').waitFor();
    expect(visit.page.url()).not.toContain(writeToken);
    expect(await visit.page.evaluate(() => JSON.stringify(localStorage))).not.toContain(writeToken);
    await visit.expectSound();
  });

  it('asks which grid it is of, shows old and new, publishes, and takes it back in one step', async () => {
    const before = await itemIn('EPSG:5897');
    expect(before.properties.boundary_certainty).toBe('indicative');
    await enter('#layers=communes,clusters');
    await bring(file('ranh-gioi-la-phu.geojson', await movedOutline()));

    const ways = panel().getByRole('radio', { name: /VN-2000|WGS/ });
    await ways.first().waitFor();
    await panel().getByText('Bạn phải chọn.').waitFor();
    expect(await panel().locator('.way input:checked').count()).toBe(0);
    expect(await panel().locator('.way').nth(1).textContent()).toMatch(/Cách phương án đầu [\d.,]+\s(m|km)/);
    await expect.poll(() => drawnIn('ways-fill')).toBeGreaterThan(1);
    expect(await panel().getByRole('button', { name: 'Công bố…' }).count()).toBe(0);
    await visit.expectSound();

    await panel()
      .getByRole('button', { name: /hệ toạ độ/ })
      .click();
    expect(await ways.first().evaluate((radio) => radio === document.activeElement)).toBe(true);
    await legalGrid().check();
    await panel().getByRole('heading', { name: 'Điều sẽ thay đổi' }).waitFor();
    await mapName();
    await panel().getByLabel('Ranh giới này là').selectOption('surveyed');
    await expect.poll(() => count('replace')).toBe('1');
    await expect.poll(() => count('errors')).toBe('0');
    await expect.poll(() => drawnIn('staged-new-fill')).toBe(1);
    expect(await drawnIn('staged-old-fill')).toBe(1);
    await visit.expectSound();
    await panel().getByText('Chỉ mới').click();
    await expect.poll(() => drawnIn('staged-old-fill')).toBe(0);
    await panel().getByText('Kéo vạch').click();
    await visit.page.getByRole('slider', { name: 'Vạch ngăn cũ và mới' }).press('ArrowLeft');
    await visit.page.locator('.swipe-before canvas').waitFor();
    await visit.expectSound();

    await panel().getByRole('button', { name: 'Công bố…' }).click();
    await panel().getByText('thay 1').waitFor();
    await visit.expectSound();
    await panel().getByRole('button', { name: 'Công bố ngay' }).click();
    await panel().getByText('Đã công bố lúc').waitFor();
    const now = await itemIn('EPSG:5897');
    expect(now.properties.boundary_certainty).toBe('surveyed');
    expect(now.geometry).not.toEqual(before.geometry);
    // The map itself, without being asked to: its tiles are of the register as it is now.
    await expect.poll(() => visit.drawn('clusters-line')).toContain(cluster);
    await visit.expectSound();

    await panel().getByRole('button', { name: 'Hoàn tác…' }).click();
    await panel().getByRole('button', { name: 'Hoàn tác ngay' }).click();
    await panel().getByText('Đã hoàn tác lúc').waitFor();
    await expect.poll(() => visit.drawn('clusters-line-indicative')).toContain(cluster);
    const after = await itemIn('EPSG:5897');
    expect(after.geometry).toEqual(before.geometry);
    const facts = ({ row_version: _, ...rest }: Record<string, unknown>) => rest;
    expect(facts(after.properties)).toEqual(facts(before.properties));
    await visit.expectSound();
  });

  it('tells each fault of a file with its place, on the map too, and gives them as a layer', async () => {
    await enter('#layers=communes,clusters');
    const ring = await movedOutline();
    // Two corners exchanged: the outline crosses itself.
    const [a, b, c, ...rest] = ring as [[number, number], [number, number], [number, number]];
    await bring(file('tu-cat.geojson', [a, c, b, ...rest]));
    await legalGrid().check();
    await mapName();
    const faults = panel().locator('.defects tr[data-severity="error"]');
    await faults.first().waitFor();
    expect(await faults.first().locator('.place').textContent()).toMatch(/\d/);
    await panel().getByText('Còn lỗi, nên chưa công bố được.').waitFor();
    await faults.first().getByRole('button', { name: 'tự cắt' }).press('Enter');
    await expect.poll(async () => (await visit.view()).zoom).toBeGreaterThan(15);
    await expect.poll(() => drawnIn('defects-ring')).toBeGreaterThan(0);
    await visit.expectSound();

    const [layer] = await Promise.all([
      visit.page.waitForEvent('download'),
      panel().getByRole('button', { name: 'Tải lớp lỗi, GeoJSON' }).click(),
    ]);
    expect(layer.suggestedFilename()).toBe('tu-cat-loi.geojson');
    await panel().getByRole('button', { name: 'Xoá bản nháp' }).click();
    await panel().getByRole('button', { name: 'Xoá bản nháp' }).click();
    await panel().getByText('Chọn tệp…').waitFor();
    expect(await drafts()).toEqual([]);
  });

  it('leaves a row out that the register does not know, and takes it in again', async () => {
    await enter('#layers=communes,clusters');
    const ring = await movedOutline();
    const elsewhere = ring.map(([x, y]): [number, number] => [x + 900, y + 900]);
    await bring(
      fileOf('hai-cum.geojson', [
        boundary({ 'Tên cụm': 'La Phù' }, ring),
        boundary({ 'Tên cụm': 'Cụm không có thật' }, elsewhere),
      ]),
    );
    await legalGrid().check();
    await mapName();
    const publish = panel().getByRole('button', { name: 'Công bố…' });
    const faults = panel().locator('.defects tr[data-severity="error"]');
    await faults.first().waitFor();
    expect(await publish.count()).toBe(0);
    const leaveOut = faults.first().getByRole('button', { name: /^Bỏ qua dòng này: / });
    expect((await leaveOut.boundingBox())?.height).toBeGreaterThanOrEqual(24);
    await leaveOut.press('Enter');
    await expect.poll(() => count('errors')).toBe('0');
    await expect.poll(() => count('skipped')).toBe('1');
    const rows = panel().locator('.changes tbody tr');
    expect(await rows.evaluateAll((all) => all.map((row) => (row as HTMLElement).dataset.change))).toEqual([
      'replace',
      'skip',
    ]);
    await publish.waitFor();
    // The reader's place is not lost with the button that is gone.
    await expect
      .poll(() => visit.page.evaluate(() => document.activeElement?.closest('.import-panel') !== null))
      .toBe(true);
    await visit.expectSound();

    await rows
      .nth(1)
      .getByRole('button', { name: /^Lấy lại: / })
      .press('Enter');
    await expect.poll(() => count('errors')).not.toBe('0');
    expect(await publish.count()).toBe(0);
  });

  it('says what is wrong with a file that cannot be read at all, and keeps nothing of it', async () => {
    await enter();
    const whole = file('dut.geojson', await movedOutline());
    await bring({ ...whole, buffer: whole.buffer.subarray(0, whole.buffer.length - 60) });
    const said = panel().getByRole('alert');
    await said.waitFor();
    expect((await said.textContent())?.length).toBeGreaterThan(30);
    visit.complaints.length = 0;
    await visit.expectSound();
    expect(await drafts()).toEqual([]);
  });

  it('reads pasted coordinates, and wants to know who brings them, on a phone too', async () => {
    await enter('', phone);
    await panel().getByLabel('Người nhập').fill('');
    await panel().getByText('Dán toạ độ').click();
    const list = (await movedOutline()).map(([east, north], at) => `${at + 1} ${north} ${east}`);
    await panel().getByLabel('Danh sách toạ độ').fill(list.slice(0, -1).join('\n'));
    await panel().getByRole('button', { name: 'Đọc danh sách này' }).click();
    await panel().getByText('Hãy ghi người nhập trước.').waitFor();
    await visit.page.keyboard.type('Phòng thử nghiệm');
    await panel().getByRole('button', { name: 'Đọc danh sách này' }).click();
    await panel().locator('.file-facts').waitFor();
    const which = panel().getByRole('combobox', { name: 'Cụm nào?' });
    await expect
      .poll(() => panel().locator(`#import-cluster-ids option[value="${cluster}"]`).count())
      .toBe(1);
    await panel().getByRole('button', { name: 'cụm nào' }).click();
    expect(await which.evaluate((field) => field === document.activeElement)).toBe(true);
    await visit.page.keyboard.type('la phù');
    await visit.page.keyboard.press('Tab');
    // A name that one cluster has is as good as its id.
    await expect.poll(() => which.inputValue()).toBe(cluster);
    await panel().getByText('→ La Phù').first().waitFor();
    await legalGrid().check();
    await expect.poll(() => count('replace')).toBe('1');
    await panel()
      .locator('.changes .register', { hasText: `La Phù (${cluster})` })
      .waitFor();
    const name = await panel().locator('.changes tbody th').boundingBox();
    expect(name?.width).toBeGreaterThan(300);
    const widths = await visit.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(widths[0]).toBe(widths[1]);
    await visit.expectSound();
  });
});

describe('where nothing can be imported', () => {
  it('there is no panel', async () => {
    visit = await Visit.open('', phone);
    await visit.tool('Nhập dữ liệu').waitFor();
    await visit.page.route('**/config.json', async (route) => {
      const config = (await (await route.fetch()).json()) as Record<string, unknown>;
      await route.fulfill({ json: { ...config, writable: false } });
    });
    await visit.page.reload();
    await visit.idle();
    await visit.tool('Tải dữ liệu').waitFor();
    expect(await visit.tool('Nhập dữ liệu').count()).toBe(0);
  });
});
