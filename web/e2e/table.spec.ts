import { afterEach, describe, expect, it } from 'vitest';
import { serverUrl, Visit } from './browser.ts';

let visit: Visit;
afterEach(() => visit.close());

async function countOf(collection: string): Promise<number> {
  const response = await fetch(`${serverUrl}/collections/${collection}/items?limit=1`);
  return ((await response.json()) as { numberMatched: number }).numberMatched;
}

describe('the table', () => {
  it.each(['clusters', 'wastewater-plants', 'communes'])('has a row for each of the %s', async (id) => {
    visit = await Visit.open(`#table=${id}`);
    const rows = visit.page.locator('.table-panel tbody tr');
    await rows.first().waitFor();
    expect(await rows.count()).toBe(await countOf(id));
    await visit.expectSound();
  });

  it('sorts by a column, says so, and keeps the unknown last', async () => {
    visit = await Visit.open('#table=clusters');
    const heading = visit.page.getByRole('columnheader', { name: /Diện tích/ });
    const cells = visit.page.locator('.table-panel tbody td.number');
    await heading.getByRole('button').click();
    expect(await heading.getAttribute('aria-sort')).toBe('ascending');
    const least = await cells.first().textContent();
    await heading.getByRole('button').click();
    expect(await heading.getAttribute('aria-sort')).toBe('descending');
    const most = await cells.first().textContent();
    const read = (text: string | null) => Number((text ?? '').replaceAll('.', '').replace(',', '.'));
    expect(read(most)).toBeGreaterThan(read(least));
    expect(await cells.last().textContent()).toBe('–');
  });

  it('filters without marks and opens a row on the map', async () => {
    visit = await Visit.open('#table=clusters');
    await visit.page.getByRole('searchbox', { name: 'Lọc trong bảng' }).fill('yen nghia');
    const name = visit.page.locator('.table-panel').getByRole('button', { name: 'Yên Nghĩa', exact: true });
    await name.focus();
    await visit.page.keyboard.press('Enter');
    await visit.page.getByRole('heading', { name: 'Yên Nghĩa', level: 2 }).waitFor();
    expect(await visit.drawn('clusters-fill')).toContain('yen-nghia');
    await visit.expectSound();
  });

  it('reads a filter as one phrase of what is shown', async () => {
    visit = await Visit.open('#table=clusters');
    const names = visit.page.locator('.table-panel tbody th');
    await names.first().waitFor();
    const filter = visit.page.getByRole('searchbox', { name: 'Lọc trong bảng' });
    await filter.fill('xa o dien');
    expect(await names.allTextContents()).toContain('Liên Hà');
    await filter.fill('dien xa o');
    await visit.page.getByText('Không có dòng nào khớp.').waitFor();
    await filter.fill('khac loai don vi');
    expect(await names.allTextContents()).toContain('Tân Triều');
  });

  it('states the plan’s counts whose members nobody has named', async () => {
    visit = await Visit.open('#table=clusters');
    await visit.page.locator('.summary > summary').click();
    const stated = visit.page.locator('.stated li', { hasText: 'không nêu tên' });
    await stated.first().waitFor();
    const numbers = await stated.locator('strong').allTextContents();
    expect(numbers).toEqual(expect.arrayContaining(['6', '26']));
  });
});
