declare module 'proj4/lib/core' {
  interface Converter {
    forward(coordinates: [number, number]): [number, number];
    inverse(coordinates: [number, number]): [number, number];
  }
  export default function proj4(from: string, to: string): Converter;
}
declare module 'proj4/lib/Proj' {
  const Proj: { projections: { add(projection: unknown): void } };
  export default Proj;
}
declare module 'proj4/lib/projections/etmerc' {
  const etmerc: unknown;
  export default etmerc;
}
