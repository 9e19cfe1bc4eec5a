import { afterEach, describe, expect, it } from 'vitest';
import { Visit } from './browser.ts';

let visit: Visit;
afterEach(() => visit.close());

describe('finding a cluster', () => {
  it('offers both clusters called Liên Hà, each with its commune, with or without marks', async () => {
    visit = await Visit.open();
    for (const words of ['Liên Hà', 'lien ha']) {
      await visit.search(words);
      const options = visit.page.getByRole('option').filter({ hasText: 'Cụm công nghiệp' });
      const texts = await options.allTextContents();
      expect(texts.filter((text) => text.startsWith('Liên Hà') && text.includes('Ô Diên'))).toHaveLength(1);
      expect(texts.filter((text) => /^Liên Hà(?! 2)/.test(text) && text.includes('Thư Lâm'))).toHaveLength(1);
    }
    await visit.expectSound();
  });

  it('opens one of them by keyboard and shows commune, certainty and sources', async () => {
    visit = await Visit.open();
    await visit.search('liên hà');
    const options = await visit.page.getByRole('option').allTextContents();
    const wanted = options.findIndex((text) => text.startsWith('Liên Hà') && text.includes('Ô Diên'));
    for (let step = 0; step <= wanted; step += 1) await visit.page.keyboard.press('ArrowDown');
    await visit.page.keyboard.press('Enter');

    const panel = visit.page.getByRole('region', { name: 'Liên Hà' });
    await panel.getByRole('heading', { name: 'Nguồn' }).waitFor();
    expect(await panel.getByRole('button', { name: 'Xã Ô Diên' }).count()).toBeGreaterThan(0);
    expect(await panel.locator('.certainty').getAttribute('data-certainty')).toBe('indicative');
    expect(await panel.locator('[data-flag=homonym]').count()).toBe(1);
    expect(await panel.locator('.sources li').count()).toBeGreaterThan(0);
    expect(await panel.getByRole('link', { name: 'GeoJSON' }).first().getAttribute('href')).toContain(
      '/collections/clusters/items/lien-ha-o-dien',
    );
    expect(await visit.drawn('clusters-fill')).toContain('lien-ha-o-dien');
    await visit.expectSound();
  });

  it('leads from a former commune to the units it went into', async () => {
    visit = await Visit.open();
    await visit.search('liên hà');
    const former = visit.page
      .getByRole('option')
      .filter({ hasText: 'Xã, phường cũ' })
      .filter({ hasText: 'Đan Phượng' });
    expect(await former.first().textContent()).toContain('Xã Ô Diên');
    await former.first().click();
    const panel = visit.page.getByRole('region', { name: 'Xã Liên Hà' });
    await panel.getByRole('button', { name: /Xã Ô Diên/ }).click();
    await visit.page.getByRole('heading', { name: 'Xã Ô Diên', level: 2 }).waitFor();
    expect(visit.page.url()).toContain('open=communes/');
    await visit.expectSound();
  });

  it('shows the two tasks of Yên Nghĩa that do not agree', async () => {
    visit = await Visit.open('#open=clusters/yen-nghia');
    const flag = visit.page.locator('[data-flag=conflicting_actions]');
    await flag.waitFor();
    expect(await flag.textContent()).toContain('chưa thống nhất');
  });

  it('says so when nothing is found', async () => {
    visit = await Visit.open();
    await visit.page.getByRole('combobox').fill('zzqx');
    await visit.page.getByText('Không thấy «zzqx»').waitFor();
    await visit.expectSound();
  });
});
