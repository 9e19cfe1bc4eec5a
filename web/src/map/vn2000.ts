import proj4 from 'proj4/lib/core';
import Proj from 'proj4/lib/Proj';
import etmerc from 'proj4/lib/projections/etmerc';

Proj.projections.add(etmerc);

/**
 * EPSG:5897, VN-2000 / TM-3 zone 482: the grid of Hà Nội, central meridian 105°.
 * The seven parameters are those of QĐ 05/2007/QĐ-BTNMT (EPSG:6960), whose rotations are given for a coordinate
 * frame; PROJ takes a position vector, so the three rotations change sign here.
 */
const epsg5897 =
  '+proj=tmerc +lat_0=0 +lon_0=105 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 ' +
  '+towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278 ' +
  '+units=m +no_defs';
const wgs84 = '+proj=longlat +ellps=WGS84 +towgs84=0,0,0 +no_defs';

const converter = proj4(wgs84, epsg5897);

export interface LonLat {
  lon: number;
  lat: number;
}
export interface GridPoint {
  easting: number;
  northing: number;
}

export function toGrid({ lon, lat }: LonLat): GridPoint {
  const [easting, northing] = converter.forward([lon, lat]);
  return { easting, northing };
}

export function fromGrid({ easting, northing }: GridPoint): LonLat {
  const [lon, lat] = converter.inverse([easting, northing]);
  return { lon, lat };
}
