import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import firstEn from './en.json' with { type: 'json' };
import exportsEn from './exports.en.json' with { type: 'json' };
import exportsVi from './exports.vi.json' with { type: 'json' };
import fitEn from './fit.en.json' with { type: 'json' };
import fitVi from './fit.vi.json' with { type: 'json' };
import {
  formatArea,
  formatBytes,
  formatDate,
  formatDegrees,
  formatGrid,
  formatLength,
  formatNumber,
  formatPoints,
  formatShare,
  formatTime,
} from './format.ts';
import importsEn from './imports.en.json' with { type: 'json' };
import importsVi from './imports.vi.json' with { type: 'json' };
import { lang } from './lang.ts';
import { addTexts, inLang, type Key, t, tCode } from './t.ts';
import unitsEn from './units.en.json' with { type: 'json' };
import unitsVi from './units.vi.json' with { type: 'json' };
import firstVi from './vi.json' with { type: 'json' };

const late = { fit: fitVi, units: unitsVi, exports: exportsVi, imports: importsVi };
const vi = { ...firstVi, ...fitVi, ...unitsVi, ...exportsVi, ...importsVi };
const en = { ...firstEn, ...fitEn, ...unitsEn, ...exportsEn, ...importsEn };
addTexts({ vi, en });

afterEach(() => {
  lang.value = 'vi';
});

const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe('the texts', () => {
  it('have the same keys in both languages', () => {
    expect(Object.keys(en)).toEqual(Object.keys(vi));
  });

  it.each(Object.keys(vi) as Key[])('%s fills the same places in both languages', (key) => {
    expect(names(en[key])).toEqual(names(vi[key]));
  });

  it('are composed letters, as the map draws one glyph for each', () => {
    for (const text of [...Object.values(vi), ...Object.values(en)]) expect(text).toBe(text.normalize('NFC'));
  });

  const folder = join(import.meta.dirname, '..');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))
    .map((name) => ({ name, code: readFileSync(join(folder, name), 'utf8') }));

  it.each(Object.entries(late))('that come with panels/%s are used only there', (folder, texts) => {
    const elsewhere = files.filter(({ name }) => !name.includes(`panels/${folder}/`));
    const early = Object.keys(texts).filter((key) => elsewhere.some(({ code }) => code.includes(`'${key}'`)));
    expect(early).toEqual([]);
    const others = [firstVi, ...Object.values(late).filter((each) => each !== texts)];
    const twice = Object.keys(texts).filter((key) => others.some((each) => Object.hasOwn(each, key)));
    expect(twice).toEqual([]);
  });

  it('are each used somewhere', () => {
    const code = files.map((file) => file.code).join('\n');
    const prefixes = [
      ...code.matchAll(/tCode\('(\w+)'|coded\('[\w.]+', '\w+', '(\w+)'|`(\w+)\.\$\{|code: '(\w+)'/g),
    ]
      .flatMap((found) => found.slice(1))
      .filter((prefix) => prefix !== undefined);
    const unused = Object.keys(vi).filter(
      (key) => !code.includes(`'${key}'`) && !prefixes.includes(key.split('.')[0] ?? ''),
    );
    expect(unused).toEqual([]);
  });
});

describe('a text', () => {
  it('follows the language', () => {
    expect(t('search.count', { n: 3 })).toBe('3 kết quả');
    lang.value = 'en';
    expect(t('search.count', { n: 3 })).toBe('3 results');
  });

  it('of an unknown code is the code, not nothing', () => {
    expect(tCode('known', 'yes')).toBe('Có');
    expect(tCode('known', 'perhaps')).toBe('perhaps');
  });

  it('of a record falls back to the other language', () => {
    lang.value = 'en';
    expect(inLang({ name_vi: 'Cụm', name_en: null }, 'name')).toBe('Cụm');
    expect(inLang({ name_vi: null, name_en: null }, 'name')).toBeNull();
  });
});

describe('a number', () => {
  it('is written as Vietnamese and as English write it', () => {
    expect(formatNumber(1234.5, 1)).toBe('1.234,5');
    expect(formatGrid(588591.944, 2326345.312)).toBe('E 588.591,9 · N 2.326.345,3');
    expect(formatDegrees(105.8542, 21.0285)).toBe('21,02850° B, 105,85420° Đ');
    lang.value = 'en';
    expect(formatNumber(1234.5, 1)).toBe('1,234.5');
    expect(formatDegrees(105.8542, 21.0285)).toBe('21.02850° N, 105.85420° E');
  });

  it.each([
    [999, '999\u00a0m²'],
    [92_600, '9,26\u00a0ha'],
    [12_345_678, '12,35\u00a0km²'],
  ])('of %d m² has the unit people use', (area_m2, text) => {
    expect(formatArea(area_m2)).toBe(text);
  });

  it('of metres turns to kilometres at one thousand', () => {
    expect(formatLength(999.94)).toBe('999,9\u00a0m');
    expect(formatLength(1500)).toBe('1,5\u00a0km');
  });

  it('of a share never says none or all of what is only nearly so', () => {
    expect(formatShare(0.6234)).toBe('62,34\u00a0%');
    expect(formatShare(0)).toBe('0\u00a0%');
    expect(formatShare(1)).toBe('100\u00a0%');
    expect(formatShare(1e-6)).toBe('<\u00a00,01\u00a0%');
    expect(formatShare(0.999999)).toBe('>\u00a099,99\u00a0%');
  });

  it('of a change has a sign, and none where nothing changed', () => {
    expect(formatPoints(0.0321)).toBe('+3,21\u00a0điểm\u00a0%');
    expect(formatPoints(-0.5)).toBe('−50\u00a0điểm\u00a0%');
    expect(formatPoints(0.00001)).toBe('±0\u00a0điểm\u00a0%');
  });

  it.each([
    [0, '0\u00a0B'],
    [999, '999\u00a0B'],
    [12_345, '12,3\u00a0kB'],
    [67_108_864, '67,1\u00a0MB'],
  ])('of %d bytes has the unit people use', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it('of a date follows the habit of the language', () => {
    expect(formatDate('2025-11-12')).toBe('12/11/2025');
    const moment = Date.UTC(2025, 10, 12, 18, 5);
    expect(formatTime(moment)).toBe('01:05, 13/11/2025');
    lang.value = 'en';
    expect(formatDate('2025-11-12')).toBe('2025-11-12');
    expect(formatTime(moment)).toBe('01:05, 2025-11-13');
  });
});
