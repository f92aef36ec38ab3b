import type { ClientRequest, IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** The service has certainly not taken the request: nobody has read it. */
export class NotTaken extends Error {}
/** The connection ended before the answer did: the service may or may not have done what it was asked for. */
export class CutShort extends Error {}

const CONNECT_MS = 2_000;
/** Whoever has gone, or is about to, is asked last for so long. */
const AVOID_MS = 5_000;
const ROUNDS = 2;
const BETWEEN_ROUNDS_MS = 100;

/** The addresses under which the processes of a service are reached, asked in turn. */
export class Instances {
  readonly urls: readonly string[];
  private turn = 0;
  private readonly avoided = new Map<string, number>();

  /** Several addresses are separated by commas. */
  constructor(addresses: string) {
    this.urls = addresses.split(/\s*,\s*/);
  }

  /**
   * Asks one of them, and the next where the request was not taken. `repeatable`: doing it twice does no harm, so that the next is asked too where nobody
   * knows whether it was done.
   */
  async ask<T>(attempt: (url: string) => Promise<T>, { repeatable }: { readonly repeatable: boolean }): Promise<T> {
    for (let round = 1; ; round++) {
      let failure: unknown;
      for (const url of this.inOrder()) {
        try {
          return await attempt(url);
        } catch (error) {
          if (!(error instanceof NotTaken || (repeatable && error instanceof CutShort))) throw error;
          this.avoid(url);
          failure = error;
        }
      }
      if (round === ROUNDS) throw failure;
      await pause(BETWEEN_ROUNDS_MS);
    }
  }

  /** An answer that ends its connection comes from a process that is being stopped. */
  heard(url: string, { headers }: IncomingMessage): void {
    if (headers.connection === 'close') this.avoid(url);
    else this.avoided.delete(url);
  }

  private avoid(url: string): void {
    this.avoided.set(url, Date.now() + AVOID_MS);
  }

  private inOrder(): readonly string[] {
    if (this.urls.length === 1) return this.urls;
    const first = this.turn++ % this.urls.length;
    const turns = [...this.urls.slice(first), ...this.urls.slice(0, first)];
    const now = Date.now();
    const until = (url: string): number => Math.max(this.avoided.get(url) ?? 0, now);
    // Of those that are to be avoided, first who went longest ago: it may be back, while the other is about to go.
    return turns.sort((one, other) => until(one) - until(other));
  }
}

/** Tells what an error of `outgoing` says of the request: {@link NotTaken}, {@link CutShort}, or the error itself. To be called at once. */
export function watchConnection(outgoing: ClientRequest): (error: Error) => Error {
  let connected = false;
  outgoing.once('socket', (socket) => {
    if (!socket.connecting) return void (connected = true);
    const giveUp = setTimeout(() => outgoing.destroy(new NotTaken(`no connection within ${CONNECT_MS} ms`)), CONNECT_MS);
    socket.once('connect', () => (connected = true));
    for (const event of ['connect', 'close'] as const) socket.once(event, () => clearTimeout(giveUp));
  });
  return (error) => {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (!connected && (syscall === 'connect' || syscall === 'getaddrinfo')) return new NotTaken(error.message, { cause: error });
    if (code === 'ECONNRESET' || code === 'EPIPE') return new CutShort(error.message, { cause: error });
    return error;
  };
}

/** `fetch`, with what an error says of the request. */
export async function fetchFrom(url: string, path: string, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(new URL(path, url), init);
  } catch (error) {
    const { syscall, code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
    if (syscall === 'connect' || syscall === 'getaddrinfo') throw new NotTaken((error as Error).message, { cause: error });
    if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET')
      throw new CutShort((error as Error).message, { cause: error });
    throw error;
  }
}
