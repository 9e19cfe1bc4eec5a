import { afterEach, describe, expect, it } from 'vitest';
import { phone, Visit } from './browser.ts';

let visit: Visit;
afterEach(() => visit.close());

async function expectNothingCut(): Promise<void> {
  const widths = await visit.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  expect(widths[0]).toBe(widths[1]);
}

describe('on a phone', () => {
  it('fits the width, with the tools in reach', async () => {
    visit = await Visit.open('', phone);
    await expectNothingCut();
    for (const name of ['Lớp bản đồ', 'Phù hợp quy hoạch', 'Đo', 'Toạ độ', 'Bảng', 'In']) {
      const box = await visit.tool(name).boundingBox();
      expect(box && box.x >= 0 && box.x + box.width <= phone.width && box.height >= 44).toBe(true);
    }
    await visit.expectSound();
  });

  it('shows what is found within its width', async () => {
    visit = await Visit.open('', phone);
    await visit.search('liên hà');
    await expectNothingCut();
    const box = await visit.page.getByRole('listbox').boundingBox();
    expect(box && box.x >= 0 && box.x + box.width <= phone.width).toBe(true);
    await visit.expectSound();
  });

  it('opens a feature as a sheet that leaves the map in sight', async () => {
    visit = await Visit.open('#open=clusters/lien-ha-o-dien', phone);
    const sheet = visit.page.locator('.feature-panel');
    await sheet.getByRole('heading', { name: 'Nguồn' }).waitFor();
    const box = await sheet.boundingBox();
    expect(box?.width).toBe(phone.width);
    expect(box && box.y > 300).toBe(true);
    await expectNothingCut();
    await visit.expectSound();
  });

  it('shows one sheet at a time', async () => {
    visit = await Visit.open('#open=clusters/lien-ha-o-dien', phone);
    await visit.tool('Lớp bản đồ').click();
    await visit.page.getByRole('heading', { name: 'Lớp và chú giải' }).waitFor();
    expect(await visit.page.locator('.panel').count()).toBe(1);
    await visit.expectSound();
  });

  it('has the table, and a row leads back to the map', async () => {
    visit = await Visit.open('', phone);
    await visit.tool('Bảng').click();
    await visit.page.locator('.table-panel tbody tr').first().waitFor();
    await expectNothingCut();
    await visit.expectSound();
    await visit.page.locator('.table-panel tbody button').first().click();
    await visit.page.locator('.feature-panel .facts').first().waitFor();
    expect(await visit.page.locator('.table-panel').count()).toBe(0);
  });
});
