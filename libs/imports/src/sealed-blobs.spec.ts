import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MemorySubjectKeys } from '@throughline/keys/testing';
import { FolderBlobStore } from './blob-store.js';
import { SealedBlobs } from './sealed-blobs.js';

describe('sealed blobs', () => {
  const subject = 'an-import';
  let folder: string;
  let keys: MemorySubjectKeys;
  let blobs: SealedBlobs;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'throughline-blobs-'));
    keys = new MemorySubjectKeys();
    blobs = new SealedBlobs(new FolderBlobStore(folder), keys, 'main', subject);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const contentOf = async (name: string) => {
    const content = await blobs.get(name);
    return content && text(content);
  };

  // A piece is 65,536 bytes.
  it.each([0, 1, 65_535, 65_536, 65_537, 131_072, 1_000_000])('give back %i bytes, in whatever portions they come', async (length) => {
    const content = 'Zyzxworth '.repeat(length / 10 + 1).slice(0, length);
    const portions = Array.from({ length: Math.ceil(length / 30_000) }, (_, n) => Buffer.from(content.slice(n * 30_000, (n + 1) * 30_000)));
    expect(await blobs.put('a', Readable.from(portions))).toEqual({
      bytes: length,
      sha256: createHash('sha256').update(content).digest('hex'),
    });
    expect((await contentOf('a')) === content).toBe(true);
    expect(readFileSync(join(folder, 'a'), 'latin1')).not.toContain('Zyzx');
  });

  it('are empty without the key, and cannot be read with another', async () => {
    await blobs.put('a', 'Zyzxworth');
    const others = new SealedBlobs(new FolderBlobStore(folder), keys, 'main', 'another-import');
    await others.put('b', 'of another');
    await expect(others.get('a').then((content) => text(content!))).rejects.toThrow();
    await keys.destroy('main', subject);
    expect(await contentOf('a')).toBe('');
  });

  it('are not read where something was cut off, left out or changed', async () => {
    await blobs.put('a', 'x'.repeat(200_000));
    const whole = readFileSync(join(folder, 'a'));
    const piece = 65_536 + 16;
    const changed = Buffer.from(whole);
    changed[100_000]! ^= 1;
    for (const damaged of [
      whole.subarray(0, -1),
      whole.subarray(0, 11 + piece),
      Buffer.concat([whole.subarray(0, 11), whole.subarray(11 + piece)]),
      changed,
    ]) {
      writeFileSync(join(folder, 'a'), damaged);
      await expect(contentOf('a')).rejects.toThrow();
    }
  });

  it('keep what was there when the new content breaks off', async () => {
    await blobs.put('a', 'before');
    const broken = Readable.from(
      (function* () {
        yield Buffer.from('half');
        throw new Error('the connection went');
      })(),
    );
    await expect(blobs.put('a', broken)).rejects.toThrow('the connection went');
    expect(await contentOf('a')).toBe('before');
    expect(readdirSync(folder)).toEqual(['a']);
  });

  it('pass on what was kept before blobs were sealed', async () => {
    const old = ['', 'a,b\n', 'Name,City\nMüller,Bonn\n'.repeat(10_000)];
    const read = async (content: string) => {
      writeFileSync(join(folder, 'old'), content);
      expect(await contentOf('old')).toBe(content);
    };
    for (const content of old) await read(content);
    await keys.forSealing('main', [subject]);
    for (const content of old) await read(content);
  });
});
