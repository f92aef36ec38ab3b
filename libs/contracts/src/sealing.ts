import { createCipheriv, createDecipheriv, randomFillSync, type KeyObject } from 'node:crypto';
import type { Json } from '@throughline/event-store';

/**
 * A sealed value is a string, `s1:` and base64url of nonce (12 bytes), AES-256-GCM ciphertext of the value's JSON, and tag (16 bytes).
 * `place` is authenticated with it: a sealed value opens only where it was put.
 */
const prefix = 's1:';

export function seal(key: KeyObject, place: string, value: Json): string {
  const nonce = nextNonce();
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(place));
  const text = cipher.update(JSON.stringify(value), 'utf8');
  cipher.final();
  return prefix + Buffer.concat([nonce, text, cipher.getAuthTag()]).toString('base64url');
}

/** Throws if the value was not sealed with this key in this place. */
export function open(key: KeyObject, place: string, value: string): Json {
  if (!value.startsWith(prefix)) throw new Error('sealed in a way that this build does not know');
  const bytes = Buffer.from(value.slice(prefix.length), 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 });
  decipher.setAAD(Buffer.from(place));
  decipher.setAuthTag(bytes.subarray(-16));
  const text = decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8');
  return JSON.parse(text) as Json;
}

// Random bytes are much cheaper by the page than by the dozen.
const nonces = Buffer.alloc(12 * 512);
let used = nonces.length;

function nextNonce(): Buffer {
  if (used === nonces.length) {
    randomFillSync(nonces);
    used = 0;
  }
  return Buffer.from(nonces.subarray(used, (used += 12)));
}
