import type { IncomingMessage, ServerResponse } from 'node:http';

export function json(response: ServerResponse, status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(body);
}

/** An error outside the graph, as the services' edge words it. */
export function problem(
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  json(response, status, { code, message }, headers);
}

/** The whole body, or undefined where it is over `limit` bytes; the rest of such a body is left unread. */
export function read(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > limit) return resolve(undefined);
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) return void chunks.push(chunk);
      request.off('data', take);
      resolve(undefined);
    };
    request.on('data', take);
    request.once('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    request.once('error', reject);
  });
}

/**
 * For a body that nobody wants: reads and forgets it, within reason, since a client that finds the connection closed while it writes never
 * reads the answer.
 */
export function discard(request: IncomingMessage): void {
  let left = 64_000_000;
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
  request.resume();
}

/** The address of the client, as the outermost of `hops` proxies of ours saw it; without any, the connection's own. What a client claims counts for nothing. */
export function clientAddress(request: IncomingMessage, hops: number): string {
  const own = request.socket.remoteAddress ?? '';
  if (hops === 0) return own;
  const seen = String(request.headers['x-forwarded-for'] ?? '').split(/\s*,\s*/);
  return seen.at(-hops) || own;
}
