// `npm run screenshots -- FOLDER`: pictures of the main pages over the sample company, in a Chromium of this machine (or the one that CHROMIUM names). Those that README
// and docs show are in docs/images.
import { mkdirSync } from 'node:fs';
import { administrator, freshFolder, startProduct, stopProduct } from '@throughline/test-kit';
import { chromium, type Page } from 'playwright-core';

const folder = process.argv[2] ?? 'screenshots';
mkdirSync(folder, { recursive: true });

const product = await startProduct(freshFolder(), { args: ['--demo'] });
const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] });

async function visit(size: { width: number; height: number }, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const phone = size.width < 500;
  const context = await browser.newContext({
    baseURL: product.url,
    viewport: size,
    colorScheme,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    isMobile: phone,
    hasTouch: phone,
    deviceScaleFactor: phone ? 2 : 1,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.request.post('/session', { data: administrator });
  return page;
}

async function take(page: Page, name: string, path: string, open?: (page: Page) => Promise<unknown>): Promise<void> {
  await page.goto(path);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await open?.(page);
  // Until what comes in stands still.
  await page.waitForTimeout(2_000);
  await page.screenshot({ path: `${folder}/${name}.png` });
  console.log(`${folder}/${name}.png`);
}

const firstRecord = (of: string) => async (page: Page) => {
  await page.locator(`a[href^="/${of}/"]`).filter({ hasText: /\w/ }).first().click();
  await page.getByRole('heading', { level: 2 }).first().waitFor();
};

try {
  const wide = await visit({ width: 1280, height: 800 });
  await take(wide, 'home', '/');
  await take(wide, 'board', '/deals');
  await take(wide, 'deal', '/deals', firstRecord('deals'));
  await take(
    wide,
    'list',
    `/contacts?filter=${encodeURIComponent(JSON.stringify({ op: 'and', of: [{ field: 'title', is: 'contains', value: 'manager' }] }))}`,
  );
  await take(wide, 'person', '/contacts', firstRecord('contacts'));
  await take(wide, 'account', '/accounts', firstRecord('accounts'));
  await take(wide, 'inbox', '/lead-inbox', (page) => page.getByRole('tab', { name: /All/ }).click());
  await take(wide, 'tasks', '/tasks', (page) => page.getByText('Everybody', { exact: false }).first().click());
  await take(wide, 'search', '/', async (page) => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('an');
  });
  await take(wide, 'pipelines', '/settings/pipelines');
  await take(wide, 'people', '/settings/people');
  await take(wide, 'import', '/import');
  await take(wide, 'forms', '/forms');
  const dark = await visit({ width: 1280, height: 800 }, 'dark');
  await take(dark, 'board-dark', '/deals');
  await take(dark, 'account-dark', '/accounts', firstRecord('accounts'));
  const large = await visit({ width: 1920, height: 1080 });
  await take(large, 'board-1920', '/deals');
  await take(large, 'list-1920', '/contacts');
  await take(large, 'account-1920', '/accounts', firstRecord('accounts'));
  const phone = await visit({ width: 390, height: 844 });
  await take(phone, 'phone-board', '/deals');
  await take(phone, 'phone-account', '/accounts', firstRecord('accounts'));
  await take(phone, 'phone-inbox', '/lead-inbox');
  await take(phone, 'phone-home', '/');
} finally {
  await browser.close();
  await stopProduct(product);
}
