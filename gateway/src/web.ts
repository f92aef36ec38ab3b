import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The web app, as it is built beside the gateway. */
export const builtWebApp = fileURLToPath(new URL('../../web/dist', import.meta.url));

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; " +
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

/** Answers with a file of the web app, or with its page, which finds its way by the path; false where the request is for neither. */
export type WebApp = (request: IncomingMessage, response: ServerResponse) => boolean;

interface File {
  readonly type: string;
  readonly etag: string;
  readonly plain: Buffer;
  /** As the build compressed it. */
  readonly br?: Buffer | undefined;
  readonly gzip?: Buffer | undefined;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};
const PAGE = '/index.html';
const ASSETS = '/assets/';

/**
 * Of the build that is in the folder, also of one that comes later. Where there is none, a plain page says so. Files are held in memory: a build that
 * is replaced takes none away from under a request, and whose page is of the build before still finds the parts that they have not opened yet.
 */
export function webApp(folder: string): WebApp {
  let build: string | undefined;
  let files: ReadonlyMap<string, File> = new Map();
  return (request, response) => {
    if (!isRead(request)) return false;
    const found = buildIn(folder);
    if (found !== build) {
      const former = [...files].filter(([path]) => path.startsWith(ASSETS));
      files = found === undefined ? new Map() : new Map([...former, ...filesIn(folder)]);
      build = found;
    }
    const page = files.get(PAGE);
    if (!page) return absent(request, response);
    const path = request.url!.split('?', 1)[0]!;
    const file = files.get(path) ?? (wantsPage(request) || path === '/' ? page : undefined);
    if (file) send(request, response, file, path.startsWith(ASSETS) && file !== page);
    return file !== undefined;
  };
}

/** What is another one for each build, and while one is being written; undefined where there is none. */
function buildIn(folder: string): string | undefined {
  const changed = (path: string) => statSync(join(folder, path), { throwIfNoEntry: false })?.mtimeMs;
  const page = changed(PAGE);
  return page === undefined ? undefined : `${page} ${changed(ASSETS)}`;
}

function filesIn(folder: string): [string, File][] {
  const contents = new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length).replaceAll('\\', '/'), contentOf(path)]),
  );
  return [...contents].flatMap(([path, plain]) => {
    const type = TYPES[extname(path)];
    if (!plain || !type) return [];
    const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
    return [[path, { type, etag, plain, br: contents.get(`${path}.br`), gzip: contents.get(`${path}.gz`) }]];
  });
}

/** Undefined where it went since it was listed. */
function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

function send(request: IncomingMessage, response: ServerResponse, { type, etag, plain, br, gzip }: File, forGood: boolean): void {
  const accepted = String(request.headers['accept-encoding'] ?? '');
  const [encoding, body] =
    br && /\bbr\b/.test(accepted) ? ['br', br] : gzip && /\bgzip\b/.test(accepted) ? ['gzip', gzip] : [undefined, plain];
  const headers = {
    ...HEADERS,
    etag,
    vary: 'accept-encoding',
    // Names of assets hold a hash of what is in them.
    'cache-control': forGood ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers);
    response.end();
    return;
  }
  response.writeHead(200, {
    ...headers,
    'content-type': type,
    'content-length': body.length,
    ...(encoding && { 'content-encoding': encoding }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

const isRead = ({ method }: IncomingMessage) => method === 'GET' || method === 'HEAD';
/** A browser that goes somewhere, and no script that fetches something. */
const wantsPage = ({ headers }: IncomingMessage) => headers.accept?.includes('text/html') ?? false;

const absent: WebApp = (request, response) => {
  if (request.url !== '/' && !wantsPage(request)) return false;
  const body = Buffer.from(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Throughline</title>
<main>
<h1>Throughline is running</h1>
<p>This gateway was installed without the web app. The graph is at <code>/graphql</code>: sign in with the mutation <code>signIn</code>, and send
its token as <code>Authorization: Bearer …</code>.</p>
</main>
</html>
`);
  const headers = { ...HEADERS, 'content-type': 'text/html; charset=utf-8', 'content-length': body.length, 'cache-control': 'no-cache' };
  response.writeHead(200, headers);
  response.end(request.method === 'HEAD' ? undefined : body);
  return true;
};
