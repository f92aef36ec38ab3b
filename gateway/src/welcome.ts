import type { IncomingMessage, ServerResponse } from 'node:http';
import { problem, read } from './http.js';
import { fetchFrom } from './instances.js';
import type { Service } from './subgraph.js';

const FIELDS = ['organisation', 'timeZone', 'currency', 'name', 'email', 'password'] as const;
type Values = Partial<Record<(typeof FIELDS)[number], string>>;

/** The page at `/`: that it runs, and, on an installation without an administrator, the form for the first one. */
export async function welcome(
  request: IncomingMessage,
  response: ServerResponse,
  identity: Service | undefined,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  if (request.method === 'GET' || request.method === 'HEAD')
    return show(response, 200, (await isSetupOpen(identity, headers)) ? form({}, {}) : running);
  if (request.method !== 'POST') return problem(response, 405, 'BAD_USER_INPUT', 'Only GET, POST here.', { allow: 'GET, POST' });
  if (isForeign(request)) return problem(response, 403, 'FORBIDDEN', 'The form of another site is not taken.');
  const body = await read(request, 20_000);
  if (!body || !identity) return problem(response, 400, 'BAD_USER_INPUT', 'This is not the form.');
  const sent = new URLSearchParams(body.toString('utf8'));
  const values: Values = Object.fromEntries(FIELDS.map((field) => [field, sent.get(field) ?? '']));
  const init = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(values) };
  const answer = await identity.instances.ask((url) => fetchFrom(url, '/setup', init), { repeatable: false });
  if (answer.ok) {
    response.writeHead(303, { location: '/', 'content-length': 0 });
    return void response.end();
  }
  const { fields = {}, message = '' } = (await answer.json().catch(() => ({}))) as { fields?: Record<string, string>; message?: string };
  show(response, answer.status, form(values, fields, message));
}

async function isSetupOpen(identity: Service | undefined, headers: Readonly<Record<string, string>>): Promise<boolean> {
  if (!identity) return false;
  try {
    const answer = await identity.instances.ask((url) => fetchFrom(url, '/setup', { headers }), { repeatable: true });
    return answer.ok && ((await answer.json()) as { open?: boolean }).open === true;
  } catch {
    return false;
  }
}

/** Whether a browser says that the form stood on another site. */
function isForeign({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  if (typeof site === 'string') return site !== 'same-origin' && site !== 'none';
  return headers.origin !== undefined && URL.parse(headers.origin)?.host !== headers.host;
}

function show(response: ServerResponse, status: number, main: string): void {
  const body = Buffer.from(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Throughline</title>
<style>
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem; color: #1b1b1f; background: #fff }
  label { display: block; margin-top: 1rem; font-weight: 600 }
  input { display: block; width: 100%; box-sizing: border-box; font: inherit; padding: .5rem; border: 1px solid #6b6b76; border-radius: .25rem }
  input[aria-invalid] { border-color: #b00020 }
  button { margin-top: 1.5rem; font: inherit; padding: .6rem 1.2rem; border: 0; border-radius: .25rem; background: #2440a0; color: #fff }
  .problem { color: #b00020; margin: .25rem 0 0 }
</style>
<main>
${main}
</main>
</html>
`);
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': body.length,
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}

const running = `<h1>Throughline is running</h1>
<p>The graph is at <code>/graphql</code>. Sign in with the mutation <code>signIn</code>, and send its token as <code>Authorization: Bearer …</code>.</p>`;

function form(values: Values, problems: Readonly<Record<string, string>>, message = ''): string {
  const field = (name: keyof Values, label: string, attributes: string) => {
    const problem = problems[name];
    return `<label for="${name}">${label}</label>
<input id="${name}" name="${name}" required ${attributes} value="${name === 'password' ? '' : escape(values[name] ?? '')}"${problem ? ` aria-invalid="true" aria-describedby="${name}-problem"` : ''}>
${problem ? `<p class="problem" id="${name}-problem">${escape(problem)}</p>` : ''}`;
  };
  const elsewhere = message && !FIELDS.some((name) => problems[name]);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  values = { timeZone, currency: 'EUR', ...values };
  return `<h1>Welcome to Throughline</h1>
<p>It runs, and knows nobody yet. Tell it who you are: you become its first administrator.</p>
${elsewhere ? `<p class="problem" role="alert">${escape(message)}</p>` : ''}
<form method="post" action="/">
${field('organisation', "Your organisation's name", 'autocomplete="organization"')}
${field('timeZone', 'Its time zone, such as Europe/Berlin', '')}
${field('currency', 'Its currency, such as EUR', 'pattern="[A-Za-z]{3}" maxlength="3"')}
${field('name', 'Your name', 'autocomplete="name"')}
${field('email', 'Your e-mail address', 'type="email" autocomplete="username"')}
${field('password', 'A password', 'type="password" autocomplete="new-password"')}
<button>Begin</button>
</form>`;
}

const escape = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
