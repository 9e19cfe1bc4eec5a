import type { CollectionId, Properties } from '../api/types.ts';
import {
  formatArea,
  formatDate,
  formatEstimate,
  formatNumber,
  formatShare,
  withUnit,
} from '../i18n/format.ts';
import { type Key, t, tCode } from '../i18n/t.ts';
import type { Fact, Value } from './layer.ts';

/** The few ways in which a property becomes a line of the feature panel. */

export const text = (label: Key, property: string): Fact => ({
  label,
  value: (p) => asText(p[property]),
});

/** Several names that the register keeps in one property, apart by semicolons. */
export const names = (label: Key, property: string): Fact => ({
  label,
  value: (p) => commaed(p[property]),
});

/** As `text`, but says so where the sources say nothing. */
export const statedText = (label: Key, property: string): Fact => ({
  label,
  value: (p) => asText(p[property]) ?? t('value.notStated'),
});

export const coded = (label: Key, property: string, prefix: string): Fact => ({
  label,
  value: (p) => (p[property] == null ? null : tCode(prefix, p[property])),
});

export const known = (label: Key, property: string): Fact => ({
  label,
  value: (p) => ({ known: String(p[property] ?? 'unknown') }),
});

export const amount = (label: Key, property: string, unit: Key, digits = 2): Fact => ({
  label,
  value: (p) => {
    const value = p[property];
    return typeof value === 'number' ? withUnit(formatNumber(value, digits), t(unit)) : t('value.notStated');
  },
});

/** An area that the server computes from the shape; in square kilometres where it stands beside a published one. */
export const area = (label: Key, property: string, unit?: 'unit.km2'): Fact => ({
  label,
  value: (p) => {
    const value = p[property];
    if (typeof value !== 'number') return null;
    const shown = unit ? withUnit(formatNumber(value / 1_000_000, 2), t(unit)) : formatArea(value);
    return `${shown} (${t('value.computed5897')})`;
  },
});

export const list = (label: Key, property: string): Fact => ({
  label,
  value: (p) => {
    const value = p[property];
    return Array.isArray(value) && value.length > 0 ? value.join('; ') : null;
  },
});

interface UnitShare {
  code: string;
  full_name: string;
  share?: number | null;
}

/** Units of today that a cluster may lie in, each with a share where one is computed, and what is to be known of it. */
export const units = (label: Key, property: string, note: (p: Properties) => string | null): Fact => ({
  label,
  value: (p): Value => {
    const listed = Array.isArray(p[property]) ? (p[property] as UnitShare[]) : [];
    if (listed.length === 0) return null;
    // No share is better known than the shape it is computed from.
    const format = p.boundary_certainty === 'indicative' ? formatEstimate : formatShare;
    const refs = listed.map(({ code, full_name, share }) => ({
      ref: { collection: 'communes' as const, id: code },
      text: typeof share === 'number' ? `${full_name} (${format(share)})` : full_name,
    }));
    const told = note(p);
    return told === null ? { refs } : { refs, note: told };
  },
});

export const reference = (label: Key, collection: CollectionId, id: string, name: string): Fact => ({
  label,
  value: (p): Value => {
    const text = asText(p[name]);
    if (text === null) return t('value.unknown');
    return typeof p[id] === 'string' ? { refs: [{ ref: { collection, id: p[id] }, text }] } : text;
  },
});

export const validity: Fact = {
  label: 'fact.valid',
  value: (p) => {
    if (typeof p.valid_from !== 'string') return null;
    const from = formatDate(p.valid_from);
    if (typeof p.valid_to !== 'string') return from;
    return t('value.fromTo', { from, to: formatDate(p.valid_to) });
  },
};

function commaed(value: unknown): string | null {
  return asText(value)?.replace(/\s*;\s*/g, ', ') ?? null;
}

function asText(value: unknown): string | null {
  if (typeof value === 'number') return formatNumber(value, 3);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** What a reader must note of a feature; the kind of unit that the source writes counts as one. */
export function flagsOf(p: Properties): string[] {
  const flags = Array.isArray(p.flags) ? p.flags.map(String) : [];
  return p.commune_flag === 'unit_type_differs' ? [...flags, 'unit_type_differs'] : flags;
}

/** The commune a cluster lies in; all that it may lie in, or lies in together, where there is more than one. */
export function communeOf(p: Properties): string | null {
  const many = p.commune_state === 'one_of' || p.commune_state === 'several';
  if (!many || !Array.isArray(p.candidate_communes)) return asText(p.commune_name);
  return (p.candidate_communes as UnitShare[]).map(({ full_name }) => full_name).join(' / ');
}

/** Where a cluster lies, in a few words: two of one name differ in this. */
export function placeOf(p: Properties): string[] {
  const district = commaed(p.former_district);
  const words = [communeOf(p), district && t('value.formerUnit', { name: district })];
  return words.filter((word): word is string => Boolean(word));
}

export const nameOf = (p: Properties): string => asText(p.full_name) ?? asText(p.name) ?? '';
