import proj4 from 'proj4/lib/core';
import Proj from 'proj4/lib/Proj';
import etmerc from 'proj4/lib/projections/etmerc';

Proj.projections.add(etmerc);

/**
 * EPSG:5897, VN-2000 / TM-3 zone 482: the grid of Hà Nội, central meridian 105°.
 * The seven parameters are those of QĐ 05/2007/QĐ-BTNMT (EPSG:6960), whose rotations are given for a coordinate
 * frame; PROJ takes a position vector, so the three rotations change sign here.
 */
const onMeridian105 = (scale: number) =>
  `+proj=tmerc +lat_0=0 +lon_0=105 +k=${scale} +x_0=500000 +y_0=0 +ellps=WGS84 ` +
  '+towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278 ' +
  '+units=m +no_defs';
const wgs84 = '+proj=longlat +ellps=WGS84 +towgs84=0,0,0 +no_defs';

/** EPSG:3405, VN-2000 / UTM zone 48N: the same meridian at another scale, so that its numbers look alike. */
const converters = {
  'EPSG:5897': proj4(wgs84, onMeridian105(0.9999)),
  'EPSG:3405': proj4(wgs84, onMeridian105(0.9996)),
};
export type Grid = keyof typeof converters;

export interface LonLat {
  lon: number;
  lat: number;
}
export interface GridPoint {
  easting: number;
  northing: number;
}

export function toGrid({ lon, lat }: LonLat): GridPoint {
  const [easting, northing] = converters['EPSG:5897'].forward([lon, lat]);
  return { easting, northing };
}

export function fromGrid({ easting, northing }: GridPoint, grid: Grid = 'EPSG:5897'): LonLat {
  const [lon, lat] = converters[grid].inverse([easting, northing]);
  return { lon, lat };
}
