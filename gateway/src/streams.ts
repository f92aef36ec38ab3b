import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { decodeJwt } from 'jose';
import { refusal } from './errors.js';
import type { GraphAnswer } from './graph.js';

const HEARTBEAT_MS = 15_000;
/** What a client has not taken: it reads no more, and asks again when it does. */
const MOST_WAITING_BYTES = 1_000_000;
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Answers as events of a stream, by the protocol of graphql-sse in its mode of distinct connections. A stream that ends without the event
 * `complete` is to be asked for again: the token was over, the service has gone, or the gateway is being stopped.
 */
export class Streams {
  private readonly open = new Map<string, Set<AbortController>>();
  private ended = false;

  constructor(private readonly most: number) {}

  /** `subscribe` is given a signal that is raised when nobody listens any more. Resolves when the stream has ended. */
  async serve(
    response: ServerResponse,
    authorization: string | undefined,
    headers: Readonly<Record<string, string>>,
    subscribe: (signal: AbortSignal) => Promise<GraphAnswer | AsyncIterable<GraphAnswer>>,
  ): Promise<void> {
    const { person, expiresAt } = bearerOf(authorization);
    const mine = this.open.get(person) ?? new Set();
    const over = new AbortController();
    const end = () => over.abort();
    const timer = expiresAt === undefined ? undefined : setTimeout(end, Math.min(Math.max(0, expiresAt - Date.now()), LONGEST_MS));
    let heartbeat: NodeJS.Timeout | undefined;
    response.once('close', end);
    const refused = mine.size >= this.most;
    if (!refused) this.open.set(person, mine.add(over));
    if (this.ended) end();
    try {
      const told = refused ? { errors: [tooMany(this.most)] } : await subscribe(over.signal);
      response.writeHead(200, {
        ...headers,
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      response.write(':\n\n');
      heartbeat = setInterval(() => response.write(':\n\n'), HEARTBEAT_MS);
      if (Symbol.asyncIterator in told) await this.pass(told, response, over.signal);
      else response.write(`${eventOf(told)}event: complete\ndata:\n\n`);
    } finally {
      clearTimeout(timer);
      clearInterval(heartbeat);
      end();
      mine.delete(over);
      if (mine.size === 0 && this.open.get(person) === mine) this.open.delete(person);
      response.end();
    }
  }

  /** Ends all there are, and all that come. */
  close(): void {
    this.ended = true;
    for (const each of this.open.values()) for (const over of each) over.abort();
  }

  private async pass(told: AsyncIterable<GraphAnswer>, response: ServerResponse, signal: AbortSignal): Promise<void> {
    const iterator = told[Symbol.asyncIterator]();
    const over = new Promise<{ done: true; value: undefined }>((resolve) => {
      const end = () => resolve({ done: true, value: undefined });
      if (signal.aborted) end();
      else signal.addEventListener('abort', end, { once: true });
    });
    try {
      for (;;) {
        const { done, value } = await Promise.race([iterator.next(), over]);
        if (done) return;
        response.write(eventOf(value));
        if (response.writableLength > MOST_WAITING_BYTES) return void response.destroy();
      }
    } catch {
      // The service has gone: the client asks again.
    } finally {
      iterator.return?.().catch(() => {});
    }
  }
}

const eventOf = (answer: GraphAnswer): string => `event: next\ndata: ${JSON.stringify(answer)}\n\n`;

const tooMany = (most: number) =>
  refusal('RATE_LIMITED', `${most} subscriptions of yours are open, which is as many as may be. End one of them first.`).toJSON();

/** Whose stream it is, for counting only, and until when, in milliseconds since 1970: the token itself is for the service to judge. */
function bearerOf(authorization = ''): { person: string; expiresAt?: number } {
  const token = authorization.replace(/^Bearer +/i, '');
  try {
    const { sub, tid, exp } = decodeJwt<{ tid?: string }>(token);
    return { person: `${tid} ${sub}`, ...(exp && { expiresAt: exp * 1000 }) };
  } catch {
    return { person: createHash('sha256').update(token).digest('base64') };
  }
}
