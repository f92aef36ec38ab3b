import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHmacs, loadOrCreateMasterKey, parseMasterKey } from './master-key.js';

describe('the master key', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'throughline-key-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is made once, for its owner only, and read from then on', () => {
    const path = join(folder, 'secrets', 'master.key');
    const key = loadOrCreateMasterKey(path);
    expect(key).toHaveLength(32);
    expect(loadOrCreateMasterKey(path)).toEqual(key);
    expect(parseMasterKey(readFileSync(path, 'utf8'))).toEqual(key);
    expect(readdirSync(join(folder, 'secrets'))).toEqual(['master.key']);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('is never replaced: a file that holds something else is refused, and not shown', () => {
    const path = join(folder, 'master.key');
    writeFileSync(path, 'half a ke');
    expect(() => loadOrCreateMasterKey(path)).toThrow(
      `The key file ${path} cannot be used: A master key is 32 bytes in base64 (44 characters).`,
    );
    expect(readFileSync(path, 'utf8')).toBe('half a ke');
  });

  it('gives HMACs that differ by installation, purpose and value', () => {
    const [one, other] = [createHmacs(Buffer.alloc(32, 1)), createHmacs(Buffer.alloc(32, 2))];
    expect(one('email', 'ann@example.org')).toBe(one('email', 'ann@example.org'));
    const all = [one('email', 'a'), one('email', 'b'), one('form', 'a'), other('email', 'a'), one('emai', 'la'), one('', 'emaila')];
    expect(new Set(all).size).toBe(all.length);
    expect(all[0]).toMatch(/^[\w-]{43}$/);
  });
});
