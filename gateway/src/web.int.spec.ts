import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { bodyOf, stubsInProcess } from '../test/stub-services.js';
import type { TestGateway } from '../test/test-gateway.js';
import { startTestGateway } from '../test/test-gateway.js';

let folder: string;
let gateway: TestGateway;
const page = '<!doctype html><title>Throughline</title><script type="module" src="/assets/app-Ab12.js"></script>';
const script = 'console.log("the web app")';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'web-'));
  await writeFile(join(folder, 'secret.txt'), 'nobody reads this');
  await mkdir(join(folder, 'dist', 'assets'), { recursive: true });
  gateway = await startTestGateway(stubsInProcess(), { web: join(folder, 'dist') });
});
afterAll(async () => {
  await gateway.close();
  await rm(folder, { recursive: true });
});

const asPage = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const get = (path: string, headers: Record<string, string> = asPage) => fetch(gateway.url + path, { headers });

/** As it stands: `fetch` would put the path right. */
async function raw(path: string): Promise<{ status: number; body: string }> {
  const outgoing = httpRequest(gateway.url, { path, headers: asPage }).end();
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: response.statusCode!, body: String(await bodyOf(response)) };
}

it('serves a build as soon as it is there', async () => {
  await writeFile(join(folder, 'dist', 'assets', 'app-Ab12.js'), script);
  await writeFile(join(folder, 'dist', 'assets', 'app-Ab12.js.br'), brotliCompressSync(script));
  await writeFile(join(folder, 'dist', 'index.html'), page);
  const response = await get('/');
  expect([response.status, await response.text()]).toEqual([200, page]);
  expect(response.headers.get('cache-control')).toBe('no-cache');
  const unchanged = await get('/', { ...asPage, 'if-none-match': response.headers.get('etag')! });
  expect(unchanged.status).toBe(304);
});

it('tells browsers what a page of ours may do', async () => {
  const { headers } = await get('/contacts/c1');
  const policy = headers.get('content-security-policy')!;
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('same-origin');
  expect(headers.get('permissions-policy')).toContain('camera=()');
});

it('serves what has a hash in its name for good, compressed as it was built', async () => {
  const compressed = await get('/assets/app-Ab12.js', { 'accept-encoding': 'br' });
  expect(compressed.headers.get('content-encoding')).toBe('br');
  expect(compressed.headers.get('content-type')).toContain('javascript');
  expect(compressed.headers.get('cache-control')).toContain('immutable');
  expect(await compressed.text()).toBe(script);
  const plain = await get('/assets/app-Ab12.js', { 'accept-encoding': 'identity' });
  expect([plain.headers.get('content-encoding'), await plain.text()]).toEqual([null, script]);
});

it('leaves every path that a person opens to the page, and no other', async () => {
  for (const path of ['/accounts/a1?tab=timeline', '/forms/f1']) expect(await (await get(path)).text()).toBe(page);
  const head = await fetch(`${gateway.url}/accounts/a1`, { method: 'HEAD', headers: asPage });
  expect([head.status, await head.text()]).toEqual([200, '']);
  for (const [path, headers] of [
    ['/assets/gone-Cd34.js', { accept: '*/*' }],
    ['/accounts/a1', { accept: 'application/json' }],
  ] as const)
    expect((await get(path, headers)).status).toBe(404);
  const posted = await fetch(`${gateway.url}/accounts/a1`, { method: 'POST', headers: asPage });
  expect(posted.status).toBe(404);
  expect((await get('/health/live')).headers.get('content-type')).toContain('json');
});

it('serves nothing outside its folder', async () => {
  for (const path of ['/../secret.txt', '/assets/../../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/%', '//etc/passwd'])
    expect(await raw(path)).toEqual({ status: 200, body: page });
});

it('goes on through a build that replaces another, whose parts open pages still ask for', async () => {
  await rm(join(folder, 'dist', 'assets', 'app-Ab12.js'));
  await rm(join(folder, 'dist', 'assets', 'app-Ab12.js.br'));
  expect(await (await get('/assets/app-Ab12.js', { accept: '*/*' })).text()).toBe(script);
  await writeFile(join(folder, 'dist', 'assets', 'app-Ef56.js'), 'console.log("another one")');
  await writeFile(join(folder, 'dist', 'index.html'), page.replace('Ab12', 'Ef56'));
  expect(await (await get('/')).text()).toContain('Ef56');
  for (const name of ['app-Ef56.js', 'app-Ab12.js']) expect((await get(`/assets/${name}`, { accept: '*/*' })).status).toBe(200);
});

it('says so where there is no web app', async () => {
  await rm(join(folder, 'dist', 'index.html'));
  const response = await get('/');
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(await response.text()).toContain('is running');
});
