import { domainToASCII } from 'node:url';
import { InvalidValue } from './check.js';
import { parseLine } from './text.js';

/** `acme.com` of `https://www.Acme.com/about`, `münchen.example` as `xn--mnchen-3ya.example`. */
export function parseDomain(typed: string): string {
  const host = parseLine(typed, 2000)
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/[/?#].*$/, '')
    .replace(/^.*@/, '')
    .replace(/:\d+$/, '')
    .replace(/\.$/, '');
  const domain = domainToASCII(host).replace(/^www\.(?=.+\.)/, '');
  const sound = domain.length <= 253 && /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})$/.test(domain);
  if (!sound) throw new InvalidValue('is not a domain name, such as example.com');
  return domain;
}
