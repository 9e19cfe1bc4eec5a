import { describe, expect, it } from 'vitest';
import type { Resolution } from '../api/communes.ts';
import { oldNames } from './old-names.ts';

const unit = { code: '00001', name: 'Một', full_name: 'Xã Một', weight: 1, basis: 'legal_text' } as const;
type Candidate = Resolution['candidates'][number];
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
});
