import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** The port: files that are not events. Names are paths of `[A-Za-z0-9._-]` with slashes, and hold nothing personal. */
export interface BlobStore {
  /** Safe once it resolves; until then, and if it rejects, there is nothing under the name, or what was there before. */
  put(name: string, content: Readable | string): Promise<Blob>;
  /** Undefined where there is none. */
  get(name: string): Promise<Readable | undefined>;
  /** Names below a folder, in order. */
  list(folder: string): Promise<string[]>;
  /** Quiet where there is none. */
  delete(name: string): Promise<void>;
  /** Gives what is kept under one name another. */
  move(from: string, to: string): Promise<void>;
}

export interface Blob {
  readonly bytes: number;
  /** In hex. */
  readonly sha256: string;
}

/** Blobs as files below a folder that only this user may read. */
export class FolderBlobStore implements BlobStore {
  constructor(private readonly root: string) {}

  async put(name: string, content: Readable | string): Promise<Blob> {
    const path = this.path(name);
    const temporary = `${path}.${randomUUID()}.part`;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const hash = createHash('sha256');
    let bytes = 0;
    const measured = new Transform({
      transform(chunk: Buffer, _, done) {
        hash.update(chunk);
        bytes += chunk.length;
        done(null, chunk);
      },
    });
    try {
      await pipeline(
        typeof content === 'string' ? Readable.from([Buffer.from(content)]) : content,
        measured,
        createWriteStream(temporary, { mode: 0o600, flush: true }),
      );
      await rename(temporary, path);
      await flushFolder(dirname(path));
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    return { bytes, sha256: hash.digest('hex') };
  }

  async get(name: string): Promise<Readable | undefined> {
    const file = await open(this.path(name)).catch(orNothing);
    return file && createReadStream('', { fd: file });
  }

  async list(folder: string): Promise<string[]> {
    const entries = (await readdir(this.path(folder), { recursive: true, withFileTypes: true }).catch(orNothing)) ?? [];
    const prefix = this.path(folder).length + 1;
    return entries
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.part'))
      .map((entry) => `${folder}/${join(entry.parentPath, entry.name).slice(prefix).replaceAll('\\', '/')}`)
      .sort();
  }

  async delete(name: string): Promise<void> {
    await rm(this.path(name), { force: true });
  }

  async move(from: string, to: string): Promise<void> {
    await mkdir(dirname(this.path(to)), { recursive: true, mode: 0o700 });
    await rename(this.path(from), this.path(to));
    await flushFolder(dirname(this.path(to)));
  }

  private path(name: string): string {
    if (!/^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/.test(name)) throw new Error(`${JSON.stringify(name)} is not a name for a blob`);
    return join(this.root, name);
  }
}

/** A file's name is only safe when its folder is. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function orNothing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
