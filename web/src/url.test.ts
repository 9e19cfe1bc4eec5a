import { describe, expect, it } from 'vitest';
import { type Address, formatAddress, parseAddress, pinDays } from './url.ts';

const nothing = {
  view: null,
  layers: null,
  selection: null,
  table: null,
  lang: null,
  fit: null,
  shape: null,
  repair: false,
  plan: { plan: null, date: null },
  compare: null,
  theme: false,
  verdicts: null,
  before: null,
};

describe('the address', () => {
  it('gives back what it was made from', () => {
    const address = {
      ...nothing,
      view: { zoom: 11.2, lat: 21.028, lon: 105.8 },
      layers: ['communes', 'clusters'],
      selection: 'clusters/van-ha',
      table: 'clusters',
      lang: 'en',
    };
    const hash = formatAddress(address);
    expect(hash).toBe(
      '#view=11.20/21.02800/105.80000&layers=communes,clusters&open=clusters/van-ha&table=clusters&lang=en',
    );
    expect(parseAddress(hash)).toEqual(address);
  });

  it('holds a judgement: its cluster, plan, day, what it is compared with, and the colours', () => {
    const address: Address = {
      ...nothing,
      fit: 'van-ha',
      plan: { plan: 'demo', date: '2026-11-23' },
      compare: { plan: null, date: '2027-03-01' },
      theme: true,
      verdicts: ['fits', 'partly'],
    };
    const hash = formatAddress(address);
    expect(hash).toBe('#fit=van-ha&plan=demo/2026-11-23&with=/2027-03-01&theme=fit&verdicts=fits,partly');
    expect(parseAddress(hash)).toEqual(address);
  });

  it('holds an outline, and that its repaired form is judged', () => {
    const address = { ...nothing, shape: 'c7.1.2.3.4.-5.6', repair: true };
    expect(formatAddress(address)).toBe('#shape=c7.1.2.3.4.-5.6&repair=yes');
    expect(parseAddress(formatAddress(address))).toEqual(address);
  });

  it('keeps the open panel apart from the closed one, and a comparison with the default from none', () => {
    expect(parseAddress('#fit=').fit).toBe('');
    expect(parseAddress('#').fit).toBeNull();
    expect(parseAddress('#with=').compare).toEqual({ plan: null, date: null });
    expect(parseAddress('#').compare).toBeNull();
  });

  it.each(['demo/2026', '../x', 'demo/2026-11-23/x', 'DEMO'])('takes no plan from %s', (plan) => {
    expect(parseAddress(`#plan=${plan}`).plan).toEqual({ plan: null, date: null });
  });

  it('says the days of what was judged today, so that it shows the same later', () => {
    const pinned = pinDays('#fit=van-ha&with=demo', '2026-11-23', '2026-11-24');
    expect(pinned).toBe('#fit=van-ha&plan=/2026-11-23&with=demo/2026-11-24');
    expect(pinDays(pinned, '2027-01-01', '2027-01-01')).toBe(pinned);
  });

  it('drops verdicts that do not exist', () => {
    expect(parseAddress('#verdicts=fits,never').verdicts).toEqual(['fits']);
  });

  it('holds where the slider between before and after stands', () => {
    const address = { ...nothing, before: 0.375 };
    expect(formatAddress(address)).toBe('#before=0.375');
    expect(parseAddress('#before=0.375')).toEqual(address);
    expect([0, 1].map((each) => parseAddress(`#before=${each}`).before)).toEqual([0, 1]);
    expect(formatAddress({ ...nothing, before: 0 })).toBe('#before=0');
  });

  it.each(['', '-0.1', '1.5', 'half', 'NaN', '1e-3'])('takes no slider from %s', (before) => {
    expect(parseAddress(`#before=${before}`).before).toBeNull();
  });

  it('keeps «no layer» apart from «nothing said of layers»', () => {
    expect(parseAddress('#layers=').layers).toEqual([]);
    expect(parseAddress('#').layers).toBeNull();
  });

  it.each(['11', 'a/b/c', '11/91/105', '11/21/181', '-1/21/105', '11/21', 'NaN/21/105', '1e400/21/105'])(
    'takes no view from %s',
    (view) => {
      expect(parseAddress(`#view=${view}`).view).toBeNull();
    },
  );

  it('drops layers that do not exist', () => {
    expect(parseAddress('#layers=clusters,nonsense').layers).toEqual(['clusters']);
  });
});
