import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FolderBlobStore } from './blob-store.js';

describe('a folder of blobs', () => {
  let folder: string;
  let blobs: FolderBlobStore;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'throughline-blobs-'));
    blobs = new FolderBlobStore(join(folder, 'files'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const contentOf = async (name: string) => {
    const content = await blobs.get(name);
    return content && text(content);
  };

  it('gives back what it was given, and says how long it is and what its hash is', async () => {
    const content = 'ü'.repeat(300_000);
    expect(await blobs.put('a/b.csv', Readable.from([Buffer.from(content)]))).toEqual({
      bytes: 600_000,
      sha256: createHash('sha256').update(content).digest('hex'),
    });
    expect(await contentOf('a/b.csv')).toBe(content);
    await blobs.put('a/b.csv', 'other');
    expect(await contentOf('a/b.csv')).toBe('other');
  });

  it('keeps what was there when the new content breaks off, and leaves nothing beside it', async () => {
    await blobs.put('a/b', 'before');
    const broken = Readable.from(
      (function* () {
        yield Buffer.from('half');
        throw new Error('the connection went');
      })(),
    );
    await expect(blobs.put('a/b', broken)).rejects.toThrow('the connection went');
    expect(await contentOf('a/b')).toBe('before');
    expect(readdirSync(join(folder, 'files/a'))).toEqual(['b']);
  });

  it('lists in order, moves and deletes', async () => {
    for (const name of ['x/2', 'x/1', 'x/y/3', 'z']) await blobs.put(name, name);
    expect(await blobs.list('x')).toEqual(['x/1', 'x/2', 'x/y/3']);
    expect(await blobs.list('nothing')).toEqual([]);
    await blobs.move('x/1', 'w/1');
    await blobs.delete('x/2');
    await blobs.delete('x/2');
    expect(await blobs.list('x')).toEqual(['x/y/3']);
    expect(await contentOf('w/1')).toBe('x/1');
    expect(await contentOf('x/1')).toBeUndefined();
  });

  it('lets only its user read', async () => {
    await blobs.put('a', 'x');
    expect(statSync(join(folder, 'files/a')).mode & 0o077).toBe(0);
  });

  it.each(['../a', '/a', 'a/../../b', 'a//b', '', '.a', 'a\0'])('has no blob called %j', async (name) => {
    await expect(blobs.put(name, 'x')).rejects.toThrow('is not a name for a blob');
    expect(readdirSync(folder)).toEqual([]);
  });
});
