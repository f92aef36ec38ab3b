import { InvalidValue } from '@throughline/domain';
import { v5 } from 'uuid';

const namespace = '6a0f9a52-5c1d-5f5e-9a39-0d1a3f0c7b21';

/** A form's id is made from its key, so that two forms of one key would be one stream: the store keeps the key unique. */
export const formId = (tenant: string, key: string): string => v5(`${tenant} ${key}`, namespace);

export function parseFormKey(typed: string): string {
  const key = typed.trim();
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(key)) throw new InvalidValue('must have letters, digits, - and _ only, 100 at most');
  return key;
}
