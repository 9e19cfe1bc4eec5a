import type { CollectionId, Properties } from '../api/types.ts';
import { formatArea, formatDate, formatNumber } from '../i18n/format.ts';
import { type Key, t, tCode } from '../i18n/t.ts';
import type { Fact, Value } from './layer.ts';

/** The few ways in which a property becomes a line of the feature panel. */

export const text = (label: Key, property: string): Fact => ({
  label,
  value: (p) => asText(p[property]),
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
    return typeof value === 'number' ? `${formatNumber(value, digits)} ${t(unit)}` : t('value.notStated');
  },
});

export const area = (label: Key, property: string): Fact => ({
  label,
  value: (p) => {
    const value = p[property];
    return typeof value === 'number' ? `${formatArea(value)} (${t('value.computed5897')})` : null;
  },
});

export const list = (label: Key, property: string): Fact => ({
  label,
  value: (p) => {
    const value = p[property];
    return Array.isArray(value) && value.length > 0 ? value.join('; ') : null;
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
    if (typeof p.valid_to !== 'string') return t('value.from', { from });
    return t('value.fromTo', { from, to: formatDate(p.valid_to) });
  },
};

function asText(value: unknown): string | null {
  if (typeof value === 'number') return formatNumber(value, 3);
  return typeof value === 'string' && value !== '' ? value : null;
}

export const nameOf = (p: Properties): string => asText(p.full_name) ?? asText(p.name) ?? '';
