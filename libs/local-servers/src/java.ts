import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { alive } from './alive.js';

const execute = promisify(execFile);
const cache = join(fileURLToPath(new URL('../../../', import.meta.url)), '.cache', 'servers');

/** The server cannot be had on this machine. The message says what is missing, in words for whoever reads which tests were skipped. */
export class NotHere extends Error {
  override readonly name = 'NotHere';
}

/** The `java` of a Java that is new enough: `JAVA_HOME`, then `PATH`, then where Linux and macOS keep theirs. Throws {@link NotHere}. */
export async function java(atLeast: number): Promise<string> {
  const homes = [
    process.env['JAVA_HOME'],
    ...['/usr/lib/jvm', '/Library/Java/JavaVirtualMachines'].flatMap((folder) =>
      existsSync(folder) ? readdirSync(folder).flatMap((name) => [join(folder, name), join(folder, name, 'Contents/Home')]) : [],
    ),
  ].flatMap((home) => (home ? [join(home, 'bin', 'java')] : []));
  for (const candidate of [homes[0], 'java', ...homes.slice(1)]) {
    if (!candidate || (candidate !== 'java' && !existsSync(candidate))) continue;
    if ((await versionOf(candidate)) >= atLeast) return candidate;
  }
  throw new NotHere(`Java ${atLeast} or newer is not installed (JAVA_HOME, PATH and the usual folders were looked at)`);
}

async function versionOf(candidate: string): Promise<number> {
  const { stderr } = await execute(candidate, ['-version']).catch(() => ({ stderr: '' }));
  return Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0);
}

/**
 * A folder of what Maven fetches once: `goal` and its `settings` run on a project with these `dependencies`, and write into `folder`. Kept under `.cache/`,
 * complete or not at all, however many processes ask for it at once.
 */
export async function fetched(name: string, dependencies: string, goal: (folder: string) => readonly string[]): Promise<string> {
  const folder = join(cache, name);
  const lock = `${folder}.lock`;
  for (mkdirSync(dirname(folder), { recursive: true }); !existsSync(folder);) {
    if (!take(lock)) {
      await pause(200);
      continue;
    }
    try {
      if (existsSync(folder)) break;
      const draft = `${folder}.new`;
      rmSync(draft, { recursive: true, force: true });
      mkdirSync(draft);
      writeFileSync(
        join(draft, 'pom.xml'),
        `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
  <groupId>throughline</groupId><artifactId>server</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>${dependencies}</dependencies></project>`,
      );
      await execute('mvn', ['--quiet', '--batch-mode', '--file', join(draft, 'pom.xml'), ...goal(draft)], { timeout: 600_000 }).catch(
        (error: Error & { code?: unknown; stdout?: string }) => {
          throw new NotHere(
            error.code === 'ENOENT'
              ? 'Maven (mvn) is not installed'
              : `Maven could not fetch ${name}: ${(error.stdout || error.message).trim().split('\n')[0]}`,
          );
        },
      );
      renameSync(draft, folder);
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
  return folder;
}

/** A lock whose holder has died is taken over. */
function take(lock: string): boolean {
  try {
    mkdirSync(lock);
    writeFileSync(join(lock, String(process.pid)), '');
    return true;
  } catch {
    const holder = existsSync(lock) ? Number(readdirSync(lock)[0]) : undefined;
    if (holder && !alive(holder)) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}
