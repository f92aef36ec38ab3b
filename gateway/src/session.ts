import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { LRUCache } from 'lru-cache';
import type { GraphAnswer, GraphRequest } from './graph.js';
import { discard, json, problem, read } from './http.js';

/** Sessions of browsers: tokens travel in cookies that no script can read. */

const ACCESS = 'throughline_access';
const REFRESH = 'throughline_refresh';
/** The refresh token is sent to nothing but this. */
export const SESSION_PATH = '/session';
/** As long as identity keeps a session that nobody uses. */
const REFRESH_SECONDS = 30 * 24 * 3600;
/** Tabs that renew at once with the same cookie, and one whose answer was lost, are given the same answer. */
const RENEWED_MS = 10_000;
const BODY_BYTES = 10_000;

type Headers = Readonly<Record<string, string>>;

interface SignedIn {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: string;
  readonly user: { readonly id: string; readonly name: string; readonly role: string };
}

/** What identity says: somebody, or the status and body of a refusal. */
type Outcome = { readonly signedIn: SignedIn } | { readonly status: number; readonly body: object; readonly retryAfter?: number };

const STATUSES: Readonly<Record<string, number>> = { BAD_USER_INPUT: 422, UNAUTHENTICATED: 401, RATE_LIMITED: 429, UNAVAILABLE: 503 };

const selection = '{ accessToken expiresAt refreshToken user { id name role } }';

/**
 * The bearer that a request comes with: its header, else the cookie of a page of ours. What the page of another site sends comes without the
 * cookie, whatever the browser attached: no request is forged.
 */
export function authorizationOf(request: IncomingMessage, host: string): string | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) return authorization;
  const token = cookiesOf(request).get(ACCESS);
  return token && !isForeign(request, host) ? `Bearer ${token}` : undefined;
}

/** Whether a browser says that the page that sends this is of another site. `host`: as the browser knows us. */
export function isForeign({ headers }: IncomingMessage, host: string): boolean {
  const site = headers['sec-fetch-site'];
  if (typeof site === 'string') return site !== 'same-origin' && site !== 'none';
  return headers.origin !== undefined && URL.parse(headers.origin)?.host !== host;
}

/** `POST` signs in, `PUT` renews, `DELETE` signs out. `execute` asks the graph. */
export class BrowserSessions {
  private readonly renewals = new LRUCache<string, Promise<Outcome>>({ max: 10_000, ttl: RENEWED_MS });

  constructor(private readonly execute: (request: GraphRequest, headers: Headers) => Promise<GraphAnswer>) {}

  async answer(request: IncomingMessage, response: ServerResponse, headers: Headers): Promise<void> {
    const { method } = request;
    if (method !== 'POST' && method !== 'PUT' && method !== 'DELETE')
      return problem(response, 405, 'BAD_USER_INPUT', 'Only POST, PUT, DELETE here.', { allow: 'POST, PUT, DELETE' });
    if (isForeign(request, headers['x-forwarded-host'] ?? '')) {
      discard(request);
      return problem(response, 403, 'FORBIDDEN', 'The page of another site is not answered here.');
    }
    const secure = headers['x-forwarded-proto'] === 'https';
    // Whoever signs in or renews is nobody yet.
    const { authorization: _, ...anonymous } = headers;
    if (method === 'POST') return this.signIn(request, response, anonymous, secure);
    discard(request);
    const refreshToken = cookiesOf(request).get(REFRESH);
    if (method === 'PUT') return this.renew(refreshToken, response, anonymous, secure);
    return this.signOut(refreshToken, response, anonymous, secure);
  }

  private async signIn(request: IncomingMessage, response: ServerResponse, headers: Headers, secure: boolean): Promise<void> {
    const body = await read(request, BODY_BYTES);
    if (!body) discard(request);
    const { email, password } = parsed(body);
    if (typeof email !== 'string' || typeof password !== 'string')
      return problem(response, 400, 'BAD_USER_INPUT', 'Send { "email", "password" } as JSON.');
    this.tell(response, await this.ask('signIn', { email, password }, headers), secure);
  }

  private async renew(refreshToken: string | undefined, response: ServerResponse, headers: Headers, secure: boolean): Promise<void> {
    if (!refreshToken) return this.tell(response, over, secure);
    const key = createHash('sha256').update(refreshToken).digest('base64');
    let renewal = this.renewals.get(key);
    if (!renewal) {
      renewal = this.ask('refresh', { refreshToken }, headers);
      this.renewals.set(key, renewal);
    }
    const outcome = await renewal;
    if (!('signedIn' in outcome)) this.renewals.delete(key);
    this.tell(response, outcome, secure);
  }

  private async signOut(refreshToken: string | undefined, response: ServerResponse, headers: Headers, secure: boolean): Promise<void> {
    response.setHeader('set-cookie', cleared(secure));
    const query = 'mutation($input: SignOutInput) { signOut(input: $input) { signedOut } }';
    const { errors } = refreshToken ? await this.execute({ query, variables: { input: { refreshToken } } }, headers) : {};
    const code = errors?.[0]?.extensions?.['code'];
    // A session that is over already is as good as ended.
    if (code && code !== 'UNAUTHENTICATED') return problem(response, STATUSES[String(code)] ?? 500, String(code), errors[0]!.message);
    response.writeHead(204, { 'cache-control': 'no-store' });
    response.end();
  }

  private async ask(mutation: 'signIn' | 'refresh', input: object, headers: Headers): Promise<Outcome> {
    const type = mutation === 'signIn' ? 'SignInInput' : 'RefreshInput';
    const query = `mutation($input: ${type}!) { ${mutation}(input: $input) ${selection} }`;
    const { data, errors } = await this.execute({ query, variables: { input } }, headers);
    const signedIn = (data as Record<string, SignedIn> | null | undefined)?.[mutation];
    if (signedIn && !errors) return { signedIn };
    const { message = 'Something went wrong on our side.', extensions = {} } = errors?.[0] ?? {};
    const { code = 'INTERNAL', retryAfterSeconds } = extensions as { code?: string; retryAfterSeconds?: number };
    return { status: STATUSES[code] ?? 500, body: { message, ...extensions }, retryAfter: retryAfterSeconds };
  }

  private tell(response: ServerResponse, outcome: Outcome, secure: boolean): void {
    if ('signedIn' in outcome) {
      const { accessToken, refreshToken, expiresAt, user } = outcome.signedIn;
      const seconds = Math.max(0, Math.ceil((Date.parse(expiresAt) - Date.now()) / 1000));
      response.setHeader('set-cookie', [
        cookie(ACCESS, accessToken, '/', seconds, secure),
        cookie(REFRESH, refreshToken, SESSION_PATH, REFRESH_SECONDS, secure),
      ]);
      return json(response, 200, { user: { id: user.id, name: user.name, role: user.role }, expiresAt });
    }
    if (outcome.status === 401) response.setHeader('set-cookie', cleared(secure));
    json(response, outcome.status, outcome.body, outcome.retryAfter ? { 'retry-after': String(outcome.retryAfter) } : {});
  }
}

const over: Outcome = { status: 401, body: { code: 'UNAUTHENTICATED', message: 'The session has ended. Sign in again.' } };

const cookie = (name: string, value: string, path: string, seconds: number, secure: boolean): string =>
  `${name}=${value}; Path=${path}; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;

const cleared = (secure: boolean): string[] => [cookie(ACCESS, '', '/', 0, secure), cookie(REFRESH, '', SESSION_PATH, 0, secure)];

function cookiesOf({ headers }: IncomingMessage): ReadonlyMap<string, string> {
  const pairs = (headers.cookie ?? '').split(/;\s*/).map((pair) => [pair.split('=', 1)[0]!, pair.slice(pair.indexOf('=') + 1)] as const);
  return new Map(pairs);
}

function parsed(body: Buffer | undefined): { readonly email?: unknown; readonly password?: unknown } {
  try {
    return (JSON.parse(String(body)) as object | null) ?? {};
  } catch {
    return {};
  }
}
