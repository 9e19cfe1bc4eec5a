const step = 0.02;
const leap = 0.1;

/** Where a key takes a slider that stands at a share of its way; null for keys that do not move it. */
export function slide(at: number, key: string): number | null {
  const to: Record<string, number> = {
    ArrowLeft: at - step,
    ArrowDown: at - step,
    ArrowRight: at + step,
    ArrowUp: at + step,
    PageDown: at - leap,
    PageUp: at + leap,
    Home: 0,
    End: 1,
  };
  const wanted = to[key];
  return wanted === undefined ? null : Math.min(1, Math.max(0, Math.round(wanted * 1000) / 1000));
}
