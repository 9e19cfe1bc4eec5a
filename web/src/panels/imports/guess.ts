import type { ImportDocument, MappedProperty } from '../../api/imports.ts';

/** A guess that leaves this much open is shown to the reader without being asked for. */
const sureEnough = 0.8;

export const isUnsure = ({ field, value, confidence, required }: MappedProperty): boolean =>
  (required && field === null && value === null) || (field !== null && confidence < sureEnough);

/** The factor from square metres to hectares. */
export const squareMetres = 0.0001;

/** The file's fields that no property is read from. */
export function unusedFields({ fields, mapping }: Pick<ImportDocument, 'fields' | 'mapping'>): string[] {
  const used = new Set(mapping.map(({ field }) => field));
  return fields.map(({ name }) => name).filter((name) => !used.has(name));
}

/** The layers that can be chosen: tables without shapes, as of styles, only where the file has no others. */
export function offeredLayers({ layers, layer }: Pick<ImportDocument, 'layers' | 'layer'>) {
  const shapeless = ({ geometry_types: types = [] }: ImportDocument['layers'][number]) =>
    types.length > 0 && types.every((type) => type === 'None');
  if (layers.every(shapeless)) return layers;
  return layers.filter((each) => each.name === layer || !shapeless(each));
}
