import { expect, it } from '@jest/globals';
import { eventually } from '@throughline/test-kit';
import { describeInBrowser, expectAccessible, type Page } from './browser.js';

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

describeInBrowser('on a phone', (visitor) => {
  async function expectToFit(page: Page): Promise<void> {
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  }
  async function go(page: Page, place: string): Promise<void> {
    await page.getByRole('banner').getByRole('button', { name: 'Menu' }).tap();
    await page.getByRole('navigation', { name: 'Departments' }).getByRole('link', { name: place, exact: true }).tap();
    await page.getByRole('heading', { name: place, level: 1 }).waitFor();
    await expectToFit(page);
  }

  it('a rep reads a lead, logs the call, converts it and brings the deal on', async () => {
    const { system } = visitor;
    const rita = await system.person('Rita Rep', await system.team('North'));
    const benz = { givenName: 'Bertha', familyName: 'Benz', company: 'Benz & Cie', email: 'bertha@benz.example', phone: '+49 621 1234' };
    await system.mutate('createLead', { ...benz, source: 'fair', note: 'Wants three pumps by May', ownerId: rita.id }, 'lead { id }');
    const page = await visitor.signedIn(rita, phone);
    await page.goto('/');
    await page.getByRole('heading', { name: /Rita$/, level: 1 }).waitFor();
    await expectToFit(page);

    await go(page, 'Lead inbox');
    await page.getByRole('button', { name: /Bertha Benz/ }).tap();
    await page.getByRole('region', { name: 'Message and notes' }).getByText('Wants three pumps by May').waitFor();
    await expectToFit(page);
    await expectAccessible(page);
    await page.getByRole('heading', { name: 'Bertha Benz' }).getByRole('link').tap();
    await page.getByRole('heading', { name: 'Bertha Benz', level: 1 }).waitFor();
    await page.getByRole('tab', { name: 'Call' }).tap();
    await page.getByRole('textbox', { name: /^What was said/ }).fill('She decides in May');
    await page.getByRole('button', { name: 'Log call' }).tap();
    await page.getByRole('listitem').getByText('She decides in May').waitFor();
    await expectToFit(page);

    await page.getByRole('button', { name: 'Convert …' }).tap();
    const dialog = page.getByRole('dialog', { name: 'Convert Bertha Benz' });
    await dialog.getByRole('textbox', { name: 'Amount' }).fill('9000');
    await expectToFit(page);
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Convert' }).tap();
    await page.getByRole('heading', { name: 'Benz & Cie', level: 1 }).waitFor();
    await expectToFit(page);

    await go(page, 'Deals');
    const stage = (name: string) => page.getByRole('heading', { level: 2 }).getByRole('button', { name: new RegExp(`^${name}`) });
    const deal = page.getByRole('article', { name: 'Benz & Cie' });
    await deal.waitFor();
    await expectAccessible(page);
    await deal.getByRole('button', { name: 'Move Benz & Cie' }).tap();
    await page.getByRole('menuitem', { name: 'Qualified' }).tap();
    await deal.waitFor({ state: 'detached' });
    await stage('Qualified').tap();
    await deal.getByText('€9,000').waitFor();
    await expectToFit(page);
    await eventually(async () => {
      const { opportunities } = await system.graph('{ opportunities { edges { node { stage { name } } } } }');
      expect(opportunities.edges).toEqual([{ node: { stage: { name: 'Qualified' } } }]);
    });
    await page.context().close();
  });

  it('lists, records and settings fit too', async () => {
    const { system } = visitor;
    const long = 'Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenanstalt';
    const { account } = await system.mutate('createAccount', { name: long, industry: long, domain: 'rente.example' }, 'account { id }');
    const page = await visitor.signedIn(undefined, phone);
    await page.goto('/accounts');
    await page.getByRole('link', { name: long }).waitFor();
    await expectToFit(page);
    await expectAccessible(page);
    await page.getByRole('link', { name: long }).tap();
    await page.getByRole('heading', { name: long, level: 1 }).waitFor();
    await expectToFit(page);
    await expectAccessible(page);
    for (const path of ['/tasks', '/settings', `/accounts?peek=${account.id}`]) {
      await page.goto(path);
      await page.getByRole('heading').first().waitFor();
      await expectToFit(page);
    }
    await page.context().close();
  });
});
