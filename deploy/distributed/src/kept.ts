import { setTimeout as pause } from 'node:timers/promises';

/** A process of the run, which is started again whenever it ends. */
export interface Kept {
  /** `sales`, `sales.2`, `gateway`, `kafka`. */
  readonly name: string;
  readonly pid: number;
  /** `kill -9`. Answers when it has ended; it is on its way up again then. */
  kill(): Promise<void>;
  /** SIGTERM, and up again. Answers when it is ready. */
  restart(): Promise<void>;
  /** Answers when it takes requests. */
  ready(): Promise<void>;
  /** SIGTERM, and no more. */
  stop(): Promise<void>;
}

/** One life after the other. */
export interface Life {
  readonly pid: number;
  end(signal: NodeJS.Signals): void;
  readonly ended: Promise<unknown>;
}

export interface KeepOptions {
  readonly name: string;
  /** Rejects where it does not come up. */
  readonly start: () => Promise<Life>;
  /** Absent: ready when it has started. */
  readonly isReady?: () => Promise<boolean>;
  /** Told in plain words. */
  readonly onTrouble: (what: string) => void;
}

const WAIT = { first: 200, most: 10_000 };
/** Who has lived so long begins with the shortest wait again. */
const LONG_ENOUGH_MS = 30_000;
const LOOK_MS = 50;

/** Starts it, and again whenever it ends by itself, with growing pauses. */
export async function keep({ name, start, isReady = async () => true, onTrouble }: KeepOptions): Promise<Kept> {
  const stopping = new AbortController();
  const { signal } = stopping;
  let wanted = false;
  let life = await start();
  let isUp = true;

  const keeping = (async () => {
    for (let wait = WAIT.first; ;) {
      const born = Date.now();
      await life.ended;
      isUp = false;
      if (signal.aborted) return;
      if (Date.now() - born > LONG_ENOUGH_MS) wait = WAIT.first;
      for (let again = wanted; ; again = true) {
        if (!again) {
          onTrouble(`${name} ended by itself; starting it again`);
          await pause(wait, undefined, { signal }).catch(() => {});
          wait = Math.min(wait * 2, WAIT.most);
        }
        if (signal.aborted) return;
        wanted = false;
        try {
          life = await start();
          isUp = true;
          if (signal.aborted) life.end('SIGTERM');
          break;
        } catch (error) {
          onTrouble(`${name} does not start; trying again in ${wait / 1_000} s. ${(error as Error).message}`);
          await pause(wait, undefined, { signal }).catch(() => {});
          wait = Math.min(wait * 2, WAIT.most);
        }
      }
    }
  })();

  const ready = async (): Promise<void> => {
    while (!signal.aborted && !(isUp && (await isReady().catch(() => false)))) await pause(LOOK_MS);
  };
  return {
    name,
    get pid() {
      return life.pid;
    },
    ready,
    async kill() {
      const { ended } = life;
      life.end('SIGKILL');
      await ended;
      isUp = false;
    },
    async restart() {
      const { ended } = life;
      wanted = true;
      life.end('SIGTERM');
      await ended;
      isUp = false;
      await ready();
    },
    async stop() {
      stopping.abort();
      life.end('SIGTERM');
      await keeping;
    },
  };
}
