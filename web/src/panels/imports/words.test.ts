import { afterEach, describe, expect, it } from 'vitest';
import en from '../../i18n/imports.en.json' with { type: 'json' };
import vi from '../../i18n/imports.vi.json' with { type: 'json' };
import { lang } from '../../i18n/lang.ts';
import { addTexts } from '../../i18n/t.ts';
import { asSentence, fieldOf, formatHectares, placeOf } from './words.ts';

addTexts({ vi, en });
afterEach(() => {
  lang.value = 'vi';
});

describe('a place in a file', () => {
  it.each([
    ['line 12', 'dòng 12'],
    ['feature 3', 'đối tượng 3'],
    ['row 5', 'hàng 5'],
    ['file', 'cả tệp'],
    ['header', 'dòng tiêu đề'],
    ['lines.dxf/0', 'lines.dxf/0'],
    ['', ''],
  ])('%s is said in words', (place, words) => {
    expect(placeOf(place)).toBe(words);
  });

  it('follows the language', () => {
    lang.value = 'en';
    expect(placeOf('line 12')).toBe('line 12');
    expect(placeOf('file')).toBe('the file');
  });
});

describe("the server's clauses", () => {
  it('become sentences, with Vietnamese capitals', () => {
    expect(asSentence('đường viền tự cắt')).toBe('Đường viền tự cắt.');
    expect(asSentence('Xong rồi!')).toBe('Xong rồi!');
    expect(asSentence('')).toBe('');
  });
});

describe('what a fault is about', () => {
  it('is a field of the panel, however the server points at it', () => {
    expect(fieldOf({ parameter: 'by' })).toBe('by');
    expect(fieldOf({ pointer: '/mapping/name' })).toBe('mapping.name');
    expect(fieldOf({ pointer: 'mapping.name' })).toBe('mapping.name');
    expect(fieldOf({})).toBeNull();
  });
});

describe('areas set side by side', () => {
  it.each([
    [276_275.7, '27,63'],
    [272, '0,027'],
    [9_912, '0,991'],
  ])('are in hectares, the small ones with a digit more: %s m²', (area_m2, hectares) => {
    expect(formatHectares(area_m2)).toBe(`${hectares}\u00a0ha`);
  });

  it('are not said to be nothing', () => {
    expect(formatHectares(4)).toBe('4\u00a0m²');
    expect(formatHectares(0.0272 * 10_000, 3)).toBe('0,027\u00a0ha');
  });
});
