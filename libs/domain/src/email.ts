import { domainToASCII } from 'node:url';
import { InvalidValue } from './check.js';
import { parseLine } from './text.js';

/**
 * An e-mail address as typed. The check is for slips (a missing @, a space, a domain without a dot), not for the grammar of RFC 5322: addresses
 * that receive mail break that grammar every day (doubled dots of Japanese carriers, letters of any script).
 */
export function parseEmail(typed: string): string {
  const address = parseLine(typed.replace(/^\s*mailto:/i, ''), 254);
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  const domain = address.slice(at + 1);
  const sound = at > 0 && LOCAL.test(local) && Buffer.byteLength(local) <= 64 && isMailDomain(domain);
  if (!sound) throw new InvalidValue('is not an e-mail address, such as name@example.com');
  return address;
}

/** Equal for two spellings of one address: lower case, the domain in its ASCII form. */
export function emailKey(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  return `${address.slice(0, at).normalize('NFC').toLowerCase()}@${domainToASCII(domain) || domain.toLowerCase()}`;
}

const LOCAL = /^(?:[^\s@<>()[\]\\,;:"]+|"[^"\\]+")$/u;

function isMailDomain(domain: string): boolean {
  const ascii = domainToASCII(domain);
  return (
    ascii.length <= 253 && /^(?!-)(?:[a-z0-9_-]{1,63}\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})$/.test(ascii) && !/(^|\.)-|-(\.|$)/.test(ascii)
  );
}
