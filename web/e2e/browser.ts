import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { administrator } from '@throughline/test-kit';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { System, type Person } from '../../gateway/e2e/system.js';

export { administrator, System };
export type { Page, Person };

/** A Chromium of this machine: `CHROMIUM`, or one that is on the path. */
const executablePath = [
  process.env['CHROMIUM'],
  ...(process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name))),
].find((path) => path !== undefined && existsSync(path));

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
];

export interface Visitor {
  /** Another person's browser, or another device of theirs: nobody is signed in. */
  open(options?: BrowserContextOptions): Promise<Page>;
  /** A browser in which somebody has signed in; by default the administrator. It shows nothing yet. */
  signedIn(person?: Pick<Person, 'email'> & { readonly password?: string }, options?: BrowserContextOptions): Promise<Page>;
  readonly system: System;
}

interface ProductOptions {
  readonly environment?: Record<string, string>;
  /** Nobody has set it up. */
  readonly untouched?: boolean;
}

/**
 * Tests in a real browser, on a product of their own: `describeInBrowser('lists', (visitor) => { it(..) })`. Where there is no Chromium they are skipped under
 * a name that says so, or fail, where `CI` is set. What scripts of the pages break, and what the Content-Security-Policy stops, fails the last of them.
 */
export function describeInBrowser(
  title: string,
  tests: (visitor: Visitor) => void,
  { environment = {}, untouched = false }: ProductOptions = {},
): void {
  if (!executablePath && !process.env['CI']) {
    describe.skip(`${title} (skipped: there is no Chromium; install Debian's package chromium, or name one in CHROMIUM)`, () =>
      tests({} as Visitor));
    return;
  }
  describe(title, () => {
    let browser: Browser;
    let system: System;
    const problems: string[] = [];

    beforeAll(async () => {
      if (!executablePath) throw new Error('There is no Chromium: install Debian’s package chromium.');
      const nobody = { THROUGHLINE_ADMIN_EMAIL: '', THROUGHLINE_ADMIN_PASSWORD: '' };
      [browser, system] = await Promise.all([
        chromium.launch({ executablePath, args }),
        untouched ? System.untouched({ ...environment, ...nobody }) : System.start(environment),
      ]);
    });
    afterAll(async () => {
      await browser?.close();
      await system?.close();
      expect(problems).toEqual([]);
    });

    async function open(options: BrowserContextOptions = {}): Promise<Page> {
      const context = await browser.newContext({
        baseURL: system.url,
        locale: 'en-GB',
        timezoneId: 'Europe/Berlin',
        viewport: { width: 1280, height: 800 },
        // Nothing has to be waited for that only moves.
        reducedMotion: 'reduce',
        ...options,
      });
      // Real servers on a busy machine: what hangs ends, what is slow passes.
      context.setDefaultTimeout(60_000);
      const page = await context.newPage();
      page.on('pageerror', (error) => problems.push(error.stack ?? error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' && /Content.Security.Policy/i.test(message.text())) problems.push(message.text());
      });
      return page;
    }

    tests({
      get system() {
        return system;
      },
      open,
      async signedIn(person = administrator, options) {
        const page = await open(options);
        const password = ('password' in person && person.password) || administrator.password;
        const response = await page.request.post('/session', { data: { email: person.email, password } });
        if (!response.ok()) throw new Error(`${response.status()} ${await response.text()}`);
        return page;
      },
    });
  });
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds against WCAG 2.2 AA, or against some of its rules, on the page as it is now, in words; empty when all is well. */
export async function accessibilityProblems(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Text that is just coming in has another contrast.
  await page.evaluate(`Promise.all(document.getAnimations()
    .filter(({ effect }) => effect.getTiming().iterations !== Infinity).map(({ finished }) => finished.catch(() => {})))`);
  await page.evaluate(axe);
  const runOnly = rules ?? ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  return page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(runOnly)} }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html.slice(0, 200) + ' ' + failureSummary)))`);
}

/** All that can be different in the dark. */
const rulesOfColour = ['color-contrast', 'link-in-text-block'];

/** Both as they are and in the dark. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const problems = await accessibilityProblems(page, colorScheme === 'dark' ? rulesOfColour : undefined);
    const found = { at: page.url(), colorScheme, problems };
    expect(found).toEqual({ ...found, problems: [] });
  }
  await page.emulateMedia({ colorScheme: null });
}
