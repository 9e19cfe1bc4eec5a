import en from './en.json' with { type: 'json' };
import type exportsVi from './exports.vi.json';
import type fitVi from './fit.vi.json';
import type importsVi from './imports.vi.json';
import { lang } from './lang.ts';
import type unitsVi from './units.vi.json';
import vi from './vi.json' with { type: 'json' };

/** The texts of the other files come with the code that shows them; only that code may use them. */
export type Key =
  | keyof typeof vi
  | keyof typeof fitVi
  | keyof typeof unitsVi
  | keyof typeof exportsVi
  | keyof typeof importsVi;
type Texts = Partial<Record<Key, string>>;
const texts: Record<'vi' | 'en', Texts> = { vi: { ...vi }, en: { ...en } };

export function addTexts(more: Record<'vi' | 'en', Texts>): void {
  Object.assign(texts.vi, more.vi);
  Object.assign(texts.en, more.en);
}

/** The text of a key in the language now chosen, `{name}` filled from `params`. */
export function t(key: Key, params: Record<string, string | number> = {}): string {
  const text = texts[lang.value][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

export function hasText(key: string): key is Key {
  return Object.hasOwn(texts.vi, key);
}

/** The text of a coded value such as `known.yes`; an unknown code is shown as it is, never hidden. */
export function tCode(prefix: string, code: unknown): string {
  const key = `${prefix}.${String(code)}`;
  return hasText(key) ? t(key) : String(code);
}

/** Picks `<name>_vi` or `<name>_en` of a record; the other language where one is missing. */
export function inLang(record: object, name: string): string | null {
  const values = record as Record<string, unknown>;
  const first = values[`${name}_${lang.value}`];
  const second = values[`${name}_${lang.value === 'vi' ? 'en' : 'vi'}`];
  const value = first || second;
  return typeof value === 'string' ? value : null;
}
