import { describe, expect, it } from 'vitest';
import { slide } from './slide.ts';

describe('the slider', () => {
  it.each([
    ['ArrowLeft', 0.48],
    ['ArrowRight', 0.52],
    ['PageUp', 0.6],
    ['PageDown', 0.4],
    ['Home', 0],
    ['End', 1],
  ])('goes by %s to %d', (key, to) => {
    expect(slide(0.5, key)).toBe(to);
  });

  it('stays on the map, and leaves other keys alone', () => {
    expect(slide(0.01, 'ArrowLeft')).toBe(0);
    expect(slide(0.95, 'PageUp')).toBe(1);
    expect(slide(0.5, 'Enter')).toBeNull();
  });
});
