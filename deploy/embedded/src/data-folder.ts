import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Raised when an older build could not work on what this one writes. */
const format = 1;

/** A reason to end that is told to the person at the terminal, without a stack. */
export class Refusal extends Error {}

/**
 * The folder that holds everything that must survive:
 *
 *     format        the version of this layout
 *     lock          held by the process that runs on the folder
 *     master.key    wraps the data subjects' keys
 *     password      of the PostgreSQL server
 *     postgres/     the server's cluster; postgres.log beside it
 *     files/        a folder a service
 */
export class DataFolder {
  readonly path: string;

  constructor(path = process.env['THROUGHLINE_DATA'] || 'data') {
    this.path = resolve(path);
  }

  at(...names: string[]): string {
    return join(this.path, ...names);
  }

  /** Nothing has ever been kept here. */
  get isEmpty(): boolean {
    return !existsSync(this.path) || readdirSync(this.path).every((name) => name === 'lock' || name === 'format');
  }

  /**
   * Makes the folder where there is none and takes the lock, which the kernel releases however this process ends. Throws {@link Refusal}
   * where another process has it, or where a newer version of the product has written the folder.
   */
  take(): () => void {
    mkdirSync(this.path, { recursive: true });
    this.checkFormat();
    const release = lock(this.at('lock'));
    if (!release) throw new Refusal(`Throughline already runs on ${this.path}. Stop it first, or name another folder in THROUGHLINE_DATA.`);
    if (!existsSync(this.at('format'))) writeFileSync(this.at('format'), `${format}\n`);
    return release;
  }

  get isTaken(): boolean {
    if (!existsSync(this.at('lock'))) return false;
    const release = lock(this.at('lock'));
    release?.();
    return !release;
  }

  /** Until {@link endRestore} nobody works on the folder. */
  beginRestore(): void {
    writeFileSync(this.at('restoring'), '');
  }

  endRestore(): void {
    rmSync(this.at('restoring'));
  }

  checkFormat(): void {
    if (existsSync(this.at('restoring'))) {
      throw new Refusal(`Restoring a backup into ${this.path} did not come to its end. Empty the folder and restore again.`);
    }
    if (!existsSync(this.at('format'))) return;
    const found = readFileSync(this.at('format'), 'utf8').trim();
    if (Number(found) <= format) return;
    throw new Refusal(
      `${this.path} was written by a newer version of Throughline (data format ${found}; this version knows up to ${format}). ` +
        'Nothing was changed. Start the newer version, or restore a backup into an empty folder.',
    );
  }

  get hasCluster(): boolean {
    return existsSync(this.at('postgres', 'PG_VERSION'));
  }

  /** Of the PostgreSQL server; made on first use. */
  password(): string {
    const file = this.at('password');
    if (!existsSync(file)) writeWhole(file, randomBytes(24).toString('base64url'));
    return readFileSync(file, 'utf8').trim();
  }
}

/** For its owner only. A crash leaves the whole file or none: the cluster is made with what it says. */
function writeWhole(path: string, text: string): void {
  const draft = `${path}.new`;
  rmSync(draft, { force: true });
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  // Windows has no handle for a folder.
  if (process.platform === 'win32') return;
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
}

/** Node has no file locks of its own, but SQLite brings the operating system's, on every platform. */
function lock(file: string): (() => void) | undefined {
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return () => database.close();
  } catch (error) {
    database.close();
    if (/locked|busy/.test((error as Error).message)) return undefined;
    throw error;
  }
}
