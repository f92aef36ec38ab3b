import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { freePort } from '@throughline/postgres-server';
import { freshFolder, hasEnded, processesOf, type Run, runScript, until } from '@throughline/test-kit';
import { describeOn } from '@throughline/test-kit/servers';

await describeOn('Kafka', 'npm run start:distributed', (kafka) => {
  const running: { run: Run; folder: string }[] = [];
  afterEach(async () => {
    for (const { run, folder } of running.splice(0)) {
      run.process.kill('SIGKILL');
      await run.ended;
      rmSync(dirname(folder), { recursive: true, force: true, maxRetries: 5 });
    }
  });

  async function start(): Promise<{ run: Run; folder: string; url: string; says(text: string): Promise<boolean> }> {
    const [folder, port] = [freshFolder(), await freePort()];
    // Without an OpenSearch: nothing listens there.
    const environment = { PORT: String(port), KAFKA_URL: `${kafka}?prefix=${randomUUID()}`, SEARCH_URL: 'http://127.0.0.1:9' };
    const run = runScript('start:distributed', folder, { environment, sources: true });
    running.push({ run, folder });
    const says = (text: string) =>
      until(
        async () => run.output().includes(text),
        (said) => said || hasEnded(run),
        150,
      );
    return { run, folder, url: `http://127.0.0.1:${port}`, says };
  }
  /** Those that are to end with the run: whatever is told of its folder. */
  const left = (folder: string) => processesOf(folder).map(({ command }) => command);

  it('says where it is when it is ready, and ends on Ctrl-C with nothing left behind', async () => {
    const { run, folder, url, says } = await start();
    expect([await says(`Throughline is ready at ${url}`), run.output()]).toEqual([true, expect.any(String)]);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    const pids = [...run.output().matchAll(/: process (\d+), logs to/g)].map(([, pid]) => Number(pid));
    expect(pids).toHaveLength(6);
    run.process.kill('SIGINT');
    expect(await run.ended).toEqual({ code: 0, signal: null });
    expect(left(folder)).toEqual([]);
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('ends cleanly when it is stopped while it starts', async () => {
    const { run, folder, says } = await start();
    expect(await says('Databases')).toBe(true);
    run.process.kill('SIGTERM');
    expect([await run.ended, run.output()]).toEqual([{ code: 0, signal: null }, expect.stringContaining('Stopped.')]);
    expect(left(folder)).toEqual([]);
  });

  it('takes everything along when it is killed', async () => {
    const { run, folder, says } = await start();
    expect(await says('is ready at')).toBe(true);
    const pids = [...run.output().matchAll(/: process (\d+), logs to/g)].map(([, pid]) => Number(pid));
    run.process.kill('SIGKILL');
    const alive = async () => pids.filter((pid) => processIsThere(pid));
    expect(await until(alive, (found) => found.length === 0, 10)).toEqual([]);
    expect(
      await until(
        async () => left(folder),
        (found) => found.length === 0,
        10,
      ),
    ).toEqual([]);
  });
});

function processIsThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
