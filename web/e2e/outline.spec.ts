import type { Map as MaplibreMap } from 'maplibre-gl';
import { afterEach, describe, expect, it } from 'vitest';
import { phone, Visit } from './browser.ts';

let visit: Visit;
afterEach(() => visit.close());

const panel = () => visit.page.locator('.fit-panel');
const verdict = () => panel().locator('.verdict-box');

/** A request that the server refuses is told on the console; that one is expected. */
function expectRefusal(): void {
  expect(visit.complaints.filter((text) => text.includes('400'))).toHaveLength(1);
  visit.complaints.length = 0;
}

async function draw(corners: [number, number][]): Promise<void> {
  await panel().getByText('Vẽ', { exact: true }).click();
  for (const [x, y] of corners) await visit.page.mouse.click(x, y);
}

describe('an outline', () => {
  it('that is drawn is judged once it is closed, and comes back from its link', async () => {
    visit = await Visit.open('#fit=&plan=demo&view=13.6/21.03/105.80');
    await draw([
      [620, 200],
      [1000, 220],
      [980, 640],
      [640, 600],
    ]);
    await panel().getByText('Đã chọn 4 điểm.').waitFor();
    await visit.page.mouse.click(620, 200);
    await verdict().getByText('Hình đã vẽ').waitFor();
    expect(await panel().locator('.findings li').count()).toBeGreaterThan(0);
    expect(await panel().locator('[data-bar^="commune/"]').count()).toBeGreaterThan(0);
    const area = await verdict().textContent();
    await visit.expectSound();

    const hash = new URL(visit.page.url()).hash;
    expect(hash).toMatch(/shape=c7\.[0-9a-z.-]+&/);
    await visit.close();
    visit = await Visit.open(hash);
    await verdict().waitFor();
    expect(await verdict().textContent()).toBe(area);
    await panel().getByRole('button', { name: 'Bỏ điểm cuối' }).click();
    await panel().getByText('Đã chọn 3 điểm.').waitFor();
    expect(visit.page.url()).not.toContain('shape=');
  });

  it('is drawn from the keyboard: Enter adds the middle, Enter again there closes', async () => {
    visit = await Visit.open('#fit=&plan=demo&view=13/21.03/105.80');
    await panel().getByText('Vẽ', { exact: true }).click();
    await visit.page.locator('#map canvas').focus();
    for (const key of ['Enter', 'ArrowRight', 'Enter', 'ArrowDown', 'Enter', 'Enter']) {
      await visit.page.keyboard.press(key);
      await visit.idle();
    }
    await verdict().getByText('Hình đã vẽ').waitFor();
    await panel().getByText('Hình đã khép, 3 đỉnh.').waitFor();
  });

  it('that crosses itself is refused with the place, and repaired only when asked for', async () => {
    visit = await Visit.open('#fit=&plan=demo&view=13.6/21.03/105.80');
    await draw([
      [620, 200],
      [980, 640],
      [1000, 220],
      [640, 600],
      [620, 200],
    ]);
    await panel().getByText('đường biên tự cắt').waitFor();
    await visit.idle();
    const places = await visit.page.evaluate(() => {
      const map = document.querySelector<HTMLElement & { map?: MaplibreMap }>('#map')?.map;
      return ['faults', 'repair'].map((id) => map?.querySourceFeatures(id).length ?? 0);
    });
    expect(places.every((count) => count > 0)).toBe(true);
    expect(await panel().getByRole('button', { name: 'Xem chỗ lỗi' }).count()).toBe(1);
    expectRefusal();
    await panel().getByRole('button', { name: 'Dùng hình đã sửa' }).click();
    await verdict().waitFor();
    await panel().getByText('Đã dùng hình được sửa.').waitFor();
    expect(visit.page.url()).toContain('repair=yes');
    await visit.expectSound();
  });

  it('is read from a table of VN-2000 corners, northing first, and its area is the server’s', async () => {
    visit = await Visit.open('#fit=');
    await panel().getByText('Dán toạ độ', { exact: true }).click();
    const field = panel().getByLabel('Danh sách toạ độ hoặc GeoJSON');
    await field.fill('STT;X (m);Y (m)\n1;2326000,5;588000\n2;2326000,5;588300\n3;2326400,5;588300');
    await panel().getByRole('button', { name: 'Xét hình này' }).click();
    await panel().getByText('Đọc là: VN-2000 TM-3 105° (EPSG:5897), mét, 3 đỉnh (thứ tự đảo)').waitFor();
    await verdict().getByText('6\u00a0ha').waitFor();
    await panel().getByLabel('Nếu là mét, hệ VN-2000 nào').selectOption('EPSG:3405');
    await verdict().getByText('Đọc là: VN-2000 UTM 48N (EPSG:3405), mét').waitFor();
    expect(visit.page.url()).toMatch(/shape=u/);
    await field.fill('588000 2326000\n588000');
    await field.press('Tab');
    await panel().getByRole('button', { name: 'Xét hình này' }).click();
    await panel().getByText('Dòng 2: cần đúng hai số').waitFor();
    await field.fill('chưa có gì');
    await panel().getByRole('button', { name: 'Xét hình này' }).click();
    await panel().getByText('Dòng 1: không đọc được').waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    await visit.expectSound();
  });

  it('that is faulty is shown whole on a phone, with what is wrong, and the verdict once it is repaired', async () => {
    visit = await Visit.open('#fit=&plan=demo', phone);
    await panel().getByText('Dán toạ độ', { exact: true }).click();
    await panel()
      .getByLabel('Danh sách toạ độ hoặc GeoJSON')
      .fill('588000 2326000\n588600 2326000\n588600 2326400\n588000 2325800');
    await panel().getByRole('button', { name: 'Xét hình này' }).click();
    const repair = panel().getByRole('button', { name: 'Dùng hình đã sửa' });
    await repair.waitFor();
    await visit.idle();
    expectRefusal();
    const sheet = await panel().boundingBox();
    const button = await repair.boundingBox();
    if (!sheet || !button) throw new Error('no box');
    expect(button.y > sheet.y && button.y + button.height <= sheet.y + sheet.height).toBe(true);
    expect(await panel().locator('.failure .notice').first().isVisible()).toBe(true);
    expect((await visit.view()).zoom).toBeGreaterThan(12.5);
    await repair.click();
    await verdict().waitFor();
    const answer = await verdict().locator('.verdict').boundingBox();
    expect(answer && answer.y > sheet.y - 200 && answer.y < sheet.y + sheet.height).toBe(true);
  });
});
