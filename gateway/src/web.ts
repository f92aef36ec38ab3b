import { statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';

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

/** Of the build that is in the folder, also of one that comes later. Where there is none, a plain page says so. */
export function webApp(folder: string): WebApp {
  let build: number | undefined;
  let serve: ReturnType<typeof sirv> | undefined;
  return (request, response) => {
    if (!isRead(request)) return false;
    // Its files are known by name from the start; those of another build have other names.
    const found = statSync(join(folder, 'index.html'), { throwIfNoEntry: false })?.mtimeMs;
    if (found !== build) {
      serve = found === undefined ? undefined : sirv(folder, { brotli: true, gzip: true, etag: true, setHeaders });
      build = found;
    }
    if (!serve) return absent(request, response);
    let served = true;
    serve(request, response, () => void (served = false));
    if (served || !wantsPage(request)) return served;
    request.url = '/';
    serve(request, response);
    return true;
  };
}

function setHeaders(response: ServerResponse, path: string): void {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  // Names of assets hold a hash of what is in them.
  response.setHeader('cache-control', path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
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
