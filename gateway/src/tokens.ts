import { createRemoteJWKSet, customFetch, decodeJwt, errors, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { fetchFrom, Instances } from './instances.js';

/** A bad token as such. Keys that cannot be had, or one too new to be known, are no reason: the services look again. */
const REFUSED: readonly (new (...args: never[]) => Error)[] = [
  errors.JWTExpired,
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWTClaimValidationFailed,
  errors.JWSSignatureVerificationFailed,
];

const path = '/.well-known/jwks.json';

/** Checks access tokens against the keys that identity publishes; API keys (`tl_…`) are for the services to know. */
export function tokenVerifier(identityUrl: string): (token: string) => Promise<void> {
  const identity = new Instances(identityUrl);
  const keys = createRemoteJWKSet(new URL(path, identity.urls[0]), {
    [customFetch]: (_, init) => identity.ask((url) => fetchFrom(url, path, init as RequestInit), { repeatable: true }),
  });
  const good = new LRUCache<string, true>({ max: 10_000 });
  return async (token) => {
    if (token.startsWith('tl_') || good.has(token)) return;
    try {
      await jwtVerify(token, keys);
      const { exp } = decodeJwt(token);
      const ttl = exp ? exp * 1000 - Date.now() : 60_000;
      if (ttl > 0) good.set(token, true, { ttl });
    } catch (error) {
      if (REFUSED.some((kind) => error instanceof kind)) throw error;
    }
  };
}
