import { nameKey } from '@throughline/domain';

const LEGAL_FORM =
  /[\s,]+(?:inc|incorporated|corp|corporation|co|company|ltd|limited|llc|llp|plc|gmbh|gmbh & co\.? kg|ag|kg|se|sa|s\.a\.|sas|sarl|srl|s\.r\.l\.|spa|s\.p\.a\.|bv|b\.v\.|nv|n\.v\.|ab|as|a\/s|oy|pty|pty ltd)\.?$/iu;

/** "Acme, Inc." and "ACME Inc" and "Acme" are one name. */
export function companyKey(name: string): string {
  const short = name.trim().replace(LEGAL_FORM, '');
  return nameKey(short) || nameKey(name);
}
