import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress } from './url.ts';

describe('the address', () => {
  it('gives back what it was made from', () => {
    const address = {
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
