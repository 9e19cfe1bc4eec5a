import { describe, expect, it } from 'vitest';
import type { Candidate, Resolution } from '../api/communes.ts';
import { answersFirst, districtOf, oldNames } from './old-names.ts';

const unit = { code: '00001', name: 'Một', full_name: 'Xã Một', weight: 1, basis: 'legal_text' } as const;
const candidate = (more: Partial<Candidate>): Candidate => ({
  code: '00001',
  full_name: 'Xã Một',
  district: null,
  valid_to: null,
  flags: [],
  units: [unit],
  sentence: 'Nay là Xã Một.',
  ...more,
});
const resolution = (...candidates: Candidate[]): Resolution => ({
  text: 'một',
  outcome: candidates.length > 1 ? 'ambiguous' : 'resolved',
  candidates,
});

describe('what the resolver adds to the search', () => {
  it('is old names, of units that ended and of names from before the register', () => {
    const ended = candidate({ valid_to: '2025-07-01' });
    const older = candidate({ code: null });
    expect(oldNames(resolution(ended, older))).toEqual([ended, older]);
  });

  it('is what was wrongly written, but not what was rightly', () => {
    const wrong = candidate({ flags: ['kind_differs'] });
    expect(oldNames(resolution(candidate({}), wrong))).toEqual([wrong]);
  });

  it('is nothing where nothing is known, or nothing is left of it', () => {
    expect(oldNames(null)).toEqual([]);
    expect(oldNames({ ...resolution(candidate({ code: null })), outcome: 'unknown' })).toEqual([]);
    expect(oldNames(resolution(candidate({ valid_to: '2025-07-01', units: [] })))).toEqual([]);
  });

  it('is few', () => {
    const many = Array.from({ length: 9 }, () => candidate({ code: null }));
    expect(oldNames(resolution(...many))).toHaveLength(4);
  });

  it('goes first where nothing found bears the words as they were written', () => {
    const found = (match: string) => ({
      collection: 'clusters' as const,
      id: 'x',
      name: 'X',
      detail_vi: '',
      detail_en: '',
      bbox: [0, 0, 0, 0] as [number, number, number, number],
      match,
    });
    expect(answersFirst([])).toBe(true);
    expect(answersFirst([found('part'), found('part')])).toBe(true);
    expect(answersFirst([found('part'), found('exact')])).toBe(false);
  });

  it('has the page of a former district, not of a commune', () => {
    expect(districtOf(candidate({ code: '273', valid_to: '2025-07-01' }))).toEqual({
      collection: 'legacy-districts',
      id: '273',
    });
    expect(districtOf(candidate({ valid_to: '2025-07-01' }))).toBeNull();
    expect(districtOf(candidate({ code: null }))).toBeNull();
  });
});
