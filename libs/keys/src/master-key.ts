import { createHmac, createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Hmac } from './subject-keys.js';

/** 32 random bytes that everything secret of an installation hangs on. Lost: no personal field can be read any more. */
export type MasterKey = Buffer;

/** Reads base64 of 32 bytes, as it stands in the key file or comes from configuration. Throws for anything else, without showing it. */
export function parseMasterKey(text: string): MasterKey {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== 32 || key.toString('base64') !== text.trim()) throw new Error('A master key is 32 bytes in base64 (44 characters).');
  return key;
}

/** The key in the file `path`; makes the file, readable by its owner only, if there is none. Safe when several processes start at once. */
export function loadOrCreateMasterKey(path: string): MasterKey {
  try {
    return parseMasterKey(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new Error(`The key file ${path} cannot be used: ${(error as Error).message}`);
  }
  mkdirSync(dirname(path), { recursive: true });
  // Written whole beside it and linked into place: a crash leaves no half key, and of two processes the first wins.
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeSync(file, randomBytes(32).toString('base64') + '\n');
    fsyncSync(file);
    linkSync(draft, path);
    syncFolder(dirname(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    closeSync(file);
    rmSync(draft);
  }
  return parseMasterKey(readFileSync(path, 'utf8'));
}

function syncFolder(path: string): void {
  // Windows has no handle for a folder.
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  fsyncSync(folder);
  closeSync(folder);
}

/** A key for one purpose, so that the master key itself is used for nothing else. */
export function deriveKey(masterKey: MasterKey, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', masterKey, Buffer.alloc(0), `throughline ${purpose}`, 32)));
}

export function createHmacs(masterKey: MasterKey): Hmac {
  const key = deriveKey(masterKey, 'hmac');
  return (purpose, value) => createHmac('sha256', key).update(purpose).update('\0').update(value).digest('base64url');
}
