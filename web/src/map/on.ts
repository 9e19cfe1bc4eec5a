import type { MapEventType, Map as MaplibreMap } from 'maplibre-gl';

/** Listens to a map event and gives back the way to stop, so that no listener outlives its owner. */
export function on<T extends keyof MapEventType>(
  map: MaplibreMap,
  type: T,
  handle: (event: MapEventType[T]) => void,
): () => void {
  const subscription = map.on(type, handle);
  return () => subscription.unsubscribe();
}

/** Joins clean-ups into one. */
export function all(...stops: (() => void)[]): () => void {
  return () => {
    for (const stop of stops) stop();
  };
}
