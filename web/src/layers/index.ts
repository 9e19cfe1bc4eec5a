import { clusters } from './clusters.ts';
import { communes } from './communes.ts';
import type { MapLayer } from './layer.ts';
import { legacyCommunes } from './legacy-communes.ts';
import { legacyDistricts } from './legacy-districts.ts';
import { planConstraints } from './plan-constraints.ts';
import { planZones } from './plan-zones.ts';
import { wastewaterPlants } from './wastewater-plants.ts';

/** The drawing order, from the ground up. */
export const layers: MapLayer[] = [
  communes,
  planZones,
  planConstraints,
  legacyCommunes,
  legacyDistricts,
  clusters,
  wastewaterPlants,
];
