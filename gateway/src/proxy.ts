import type { IncomingMessage, ServerResponse } from 'node:http';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline } from 'node:stream';
import { discard } from './http.js';
import { watchConnection, type Instances } from './instances.js';
import { agents } from './subgraph.js';

export class BodyTooLarge extends Error {}

export interface ProxyOptions {
  /** Set on the request to the service. What a client sends as `x-forwarded-*` is dropped. */
  readonly headers: Readonly<Record<string, string>>;
  readonly maxBytes: number;
  /** Given the status, may refuse an answer: then nothing is sent on, and `proxy` resolves to false. */
  readonly accept?: (status: number) => boolean;
}

/**
 * Hands a request on to a service and its answer back, as they stream, neither held in memory. Rejects where the service cannot be
 * reached before it has answered, and with {@link BodyTooLarge}.
 */
export async function proxy(
  request: IncomingMessage,
  response: ServerResponse,
  instances: Instances,
  options: ProxyOptions,
): Promise<boolean> {
  if (Number(request.headers['content-length'] ?? 0) > options.maxBytes) throw new BodyTooLarge();
  const repeatable = !hasBody(request);
  return instances.ask((url) => proxyTo(url, instances, request, response, options), { repeatable });
}

const hasBody = ({ method }: IncomingMessage): boolean => method !== 'GET' && method !== 'HEAD';

function proxyTo(
  url: string,
  instances: Instances,
  request: IncomingMessage,
  response: ServerResponse,
  { headers, maxBytes, accept = () => true }: ProxyOptions,
): Promise<boolean> {
  const target = new URL(request.url!, url);
  const secure = target.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const outgoing = (secure ? httpsRequest : httpRequest)(target, {
      method: request.method,
      agent: secure ? agents.https : agents.http,
      headers: { ...passedOn(request), ...headers },
    });
    // The client went away.
    const abandon = () => outgoing.destroy();
    response.once('close', abandon);

    const judged = watchConnection(outgoing);
    outgoing.on('response', (incoming) => {
      instances.heard(url, incoming);
      const status = incoming.statusCode ?? 502;
      if (!accept(status)) {
        response.off('close', abandon);
        incoming.resume();
        return resolve(false);
      }
      response.writeHead(status, passedOn(incoming));
      pipeline(incoming, response, () => resolve(true));
    });
    outgoing.on('error', (error) => {
      response.off('close', abandon);
      if (response.headersSent || response.destroyed) resolve(true);
      else reject(judged(error));
    });

    if (!hasBody(request)) return void outgoing.end();
    const send = () => {
      if (maxBytes !== Infinity) {
        let size = 0;
        request.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > maxBytes) outgoing.destroy(new BodyTooLarge());
        });
      }
      // Not `pipeline`: it would destroy the client's socket where the service answers before it has read everything, and with it the answer.
      request.pipe(outgoing);
      outgoing.once('close', () => {
        request.unpipe(outgoing);
        discard(request);
      });
    };
    // Nothing of the body is read before somebody is there to take it: the next process is sent all of it.
    outgoing.once('socket', (socket) => (socket.connecting ? socket.once(secure ? 'secureConnect' : 'connect', send) : send()));
  });
}

/** Of one connection, not of the message: RFC 9110, 7.6.1. Cookies are between browsers and the gateway. */
const HOP_BY_HOP = [
  'connection',
  'cookie',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

function passedOn({ headers }: IncomingMessage): Record<string, string | string[]> {
  const dropped = new Set([...HOP_BY_HOP, ...(headers.connection ?? '').toLowerCase().split(/\s*,\s*/)]);
  const result: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !dropped.has(name) && !/^(host|expect|forwarded|x-forwarded-.*|x-real-ip)$/.test(name)) result[name] = value;
  }
  return result;
}
