import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/t.ts';
import { theMap } from '../map/camera.ts';
import { createMap, type HostElement, loadLabelFonts } from '../map/map.ts';
import { Notice } from '../ui/Notice.tsx';

const unsupported = signal(false);

/** The element that holds the map. It also carries it as its `map` property, for tests and for the console. */
export function MapView() {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let remove = () => {};
    let gone = false;
    loadLabelFonts().then(() => {
      if (gone || !host.current) return;
      try {
        const made = createMap(host.current as HostElement);
        theMap.value = made.map;
        remove = made.remove;
      } catch (error) {
        console.error(error);
        unsupported.value = true;
      }
    });
    return () => {
      gone = true;
      theMap.value = null;
      remove();
    };
  }, []);
  return (
    <>
      <div id="map" ref={host} />
      {unsupported.value && (
        <div class="banner">
          <Notice tone="error">{t('error.noWebgl')}</Notice>
        </div>
      )}
    </>
  );
}
