import type { MappedProperty } from '../../api/imports.ts';

/** A guess that leaves this much open is shown to the reader without being asked for. */
const sureEnough = 0.8;

export const isUnsure = ({ field, value, confidence, required }: MappedProperty): boolean =>
  (required && field === null && value === null) || (field !== null && confidence < sureEnough);
