import { readFile } from 'node:fs/promises';
import { beforeAll, expect, it } from '@jest/globals';
import { describeInBrowser, expectAccessible, type Page } from './browser.js';

/** As a German spreadsheet saves it: semicolons, Windows-1252. */
const people = Buffer.from(
  [
    'Vorname;Nachname;E-Mail-Adresse;Firma;Lieblingsfarbe',
    'Änne;Grün;aenne@example.de;Nordwind GmbH;blau',
    'Bert;Groß;bert@example.de;Nordwind Gmbh & Co;rot',
    'Carl;Klein;carl-at-example;Nordwind GmbH;rot',
  ].join('\r\n'),
  'latin1',
);

describeInBrowser('a file that is imported', (visitor) => {
  let page: Page;
  beforeAll(async () => {
    await visitor.system.mutate('createAccount', { name: 'Nordwind GmbH' }, 'account { id }');
    page = await visitor.signedIn();
  });

  it('is begun from the list of what it holds; its columns are known by their headers, and shown with what is in them', async () => {
    await page.goto('/contacts');
    await page.getByRole('button', { name: 'Import a file' }).first().click();
    await page.getByRole('heading', { name: 'Drop a CSV file here' }).waitFor();
    await expectAccessible(page);
    await page.locator('input[type=file]').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: people });
    await page.getByText('4 of 5 columns are imported').waitFor();
    expect(await page.getByRole('combobox', { name: 'Encoding' }).inputValue()).toBe('Western European (Windows-1252)');
    const row = page.getByRole('row').filter({ hasText: 'Vorname' });
    expect(await row.getByText('Änne · Bert · Carl').count()).toBe(1);
    expect(await row.getByRole('combobox').inputValue()).toBe('Given name');
    await page.getByText('1 value does not fit, such as carl-at-example').waitFor();
    await expectAccessible(page);
  });

  it('is checked before anything is done; what stands against a row is mended where it is told', async () => {
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await page.getByText('E-mail: is not an e-mail address').waitFor();
    await page.getByLabel('Account: take “Nordwind Gmbh & Co” as').fill('Nordwind GmbH');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Check again' }).click();
    await page.getByLabel('Account: take “Nordwind Gmbh & Co” as').waitFor({ state: 'hidden' });
    const { contacts, notifications } = await visitor.system.graph('{ contacts { totalCount } notifications { edges { node { id } } } }');
    expect([contacts.totalCount, notifications.edges]).toEqual([0, []]);
  });

  it('is then imported as people follow it, and what was refused can be had with its reason', async () => {
    await page.getByRole('button', { name: 'Import 3 rows' }).click();
    await page.getByRole('heading', { name: 'Import of Contacts' }).waitFor();
    await page.getByText('Done', { exact: true }).waitFor();
    await expectAccessible(page);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download the refused row' }).click(),
    ]);
    const refused = await readFile(await download.path(), 'utf8');
    expect(refused).toContain('Carl,Klein,carl-at-example,Nordwind GmbH,rot,"email: is not an e-mail address');
    await page.getByRole('link', { name: 'Show Contacts' }).click();
    await page.getByRole('link', { name: 'Änne Grün' }).waitFor();
    await page.getByRole('link', { name: 'Bert Groß' }).waitFor();
    await page.goto('/import');
    const earlier = page.getByRole('region', { name: 'Earlier imports' }).getByRole('row').nth(1);
    await earlier.getByText('Done').waitFor();
    expect(await earlier.getByRole('cell').allInnerTexts()).toEqual(expect.arrayContaining(['3', '2', '0', '0', '1']));
  });

  it('that no import can read is told what it is', async () => {
    const choose = (name: string, buffer: Buffer) =>
      page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
    await page.goto('/import');
    await choose('people.xlsx', Buffer.from('PK\u0003\u0004'));
    await page.getByRole('alert').getByText("This is a spreadsheet's own format").waitFor();
    await choose('nothing.csv', Buffer.alloc(0));
    await page.getByText('There is nothing in this file.').waitFor();
  });

  it('is not for those who may only read', async () => {
    const reader = await visitor.system.person('Rhea Reader', await visitor.system.team('North'), 'READ_ONLY');
    const hers = await visitor.signedIn(reader);
    await hers.goto('/contacts');
    const navigation = hers.getByRole('navigation', { name: 'Departments' });
    await navigation.getByRole('link', { name: 'Contacts' }).waitFor();
    expect(await navigation.getByRole('link', { name: 'Import' }).count()).toBe(0);
    expect(await hers.getByRole('button', { name: 'Import a file' }).count()).toBe(0);
    await hers.goto('/import');
    await hers.getByRole('heading', { name: 'You may look, not change' }).waitFor();
    expect(await hers.locator('input[type=file]').count()).toBe(0);
    await expectAccessible(hers);
    await hers.context().close();
  });

  it('of any size leaves the page free: only its beginning is shown, all of it is counted', async () => {
    const line = 'Ann,Large,ann@example.org,something that makes the file larger than what is read of it\n';
    const large = Buffer.from(`Given name,Family name,E-mail,Other\n${line.repeat(60_000)}`);
    await page.goto('/import');
    await page.locator('input[type=file]').setInputFiles({ name: 'large.csv', mimeType: 'text/csv', buffer: large });
    await page.getByText('60,000 rows').first().waitFor();
    await page.context().close();
  });
});
