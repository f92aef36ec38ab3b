import { readFile } from 'node:fs/promises';
import { beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@throughline/test-kit';
import { describeInBrowser, expectAccessible, type Page, type Person } from './browser.js';

describeInBrowser('lists', (visitor) => {
  let rita: Person;
  let carl: Person;

  beforeAll(async () => {
    const { system } = visitor;
    const team = await system.team('North');
    [rita, carl] = [await system.person('Rita Rep', team), await system.person('Carl Colleague', team)];
    for (const [name, industry, employees, owner] of [
      ['Bergwerk', 'Mining', 900, rita],
      ['Grubenhaus', 'Mining', 12, carl],
      ['Hochofen', 'Steel', 2400, rita],
      ['Seilbahn', 'Tourism', 4100, carl],
    ] as const)
      await system.mutate('createAccount', { name, industry, employees, domain: `${name}.example`, ownerId: owner.id }, 'account { id }');
  });

  const row = (page: Page, name: string) => page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });
  const expectRows = (page: Page, kind: string, names: readonly string[]) =>
    eventually(async () => expect(await page.getByRole('gridcell').locator(`a[href^="/${kind}/"]`).allTextContents()).toEqual(names));
  async function choose(page: Page, select: ReturnType<Page['getByRole']>, option: string): Promise<void> {
    await select.click();
    await page.getByRole('option', { name: option, exact: true }).filter({ visible: true }).click();
  }

  it('are narrowed by groups of conditions, ordered and laid out; the address holds it all, and a shared view hands it on', async () => {
    const page = await visitor.signedIn(rita);
    await page.goto('/accounts');
    await expectRows(page, 'accounts', ['Bergwerk', 'Grubenhaus', 'Hochofen', 'Seilbahn']);
    await expectAccessible(page);

    // Industry is Mining, or Steel.
    const filters = page.getByRole('group', { name: 'Filters' });
    await filters.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.getByRole('button', { name: 'Group of conditions' }).click();
    const group = page.getByRole('dialog').filter({ has: page.getByRole('radiogroup', { name: 'Which must hold' }) });
    await choose(page, group.getByRole('combobox', { name: 'Field' }), 'Industry');
    await group.getByRole('textbox', { name: 'Value' }).pressSequentially('min');
    await expectRows(page, 'accounts', ['Bergwerk', 'Grubenhaus']);
    await group.getByRole('button', { name: 'Condition', exact: true }).click();
    await choose(page, group.getByRole('combobox', { name: 'Field' }).last(), 'Industry');
    await choose(page, group.getByRole('combobox', { name: 'Comparison' }).last(), 'is');
    await group.getByRole('textbox', { name: 'Value' }).last().fill('Steel');
    await expectRows(page, 'accounts', ['Bergwerk', 'Grubenhaus', 'Hochofen']);
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await filters.getByRole('button', { name: 'Industry contains “min” or Industry is “Steel”' }).waitFor();
    // And it has at least 500 employees.
    await filters.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.keyboard.type('Employ');
    await page.getByRole('option', { name: 'Employees' }).click();
    const condition = page.getByRole('dialog', { name: /^Employees/ });
    await choose(page, condition.getByRole('combobox', { name: 'Comparison' }), 'at least');
    await condition.getByRole('textbox', { name: 'Value' }).pressSequentially('500');
    await page.keyboard.press('Enter');
    await expectRows(page, 'accounts', ['Bergwerk', 'Hochofen']);
    await filters.getByRole('button', { name: 'Joined by and; click to change' }).click();
    await expectRows(page, 'accounts', ['Bergwerk', 'Grubenhaus', 'Hochofen', 'Seilbahn']);
    await filters.getByRole('button', { name: 'Joined by or; click to change' }).click();
    await expectRows(page, 'accounts', ['Bergwerk', 'Hochofen']);
    // What is shown is what is exported.
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Export as CSV' }).click()]);
    const exported = await readFile(await download.path(), 'utf8');
    expect(exported).toMatch(/Bergwerk[^]*Hochofen/);
    expect(exported).not.toMatch(/Grubenhaus|Seilbahn/);

    await page.getByRole('button', { name: 'Sort by Employees' }).click();
    await page.getByRole('button', { name: 'Sort by Employees' }).click();
    await expectRows(page, 'accounts', ['Hochofen', 'Bergwerk']);
    expect(await page.getByRole('columnheader', { name: /Employees/ }).getAttribute('aria-sort')).toBe('descending');
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('checkbox', { name: 'Domain' }).uncheck();
    await page.getByRole('checkbox', { name: 'Founded' }).click();
    await page.getByRole('button', { name: 'Move Founded to the left' }).waitFor();
    await page.getByRole('button', { name: 'Move Employees to the left' }).click();
    await page.keyboard.press('Escape');
    const headers = async () => (await page.getByRole('columnheader').allTextContents()).filter(Boolean);
    const columns = ['Name', 'Employees', 'Industry', 'Annual revenue', 'City', 'Owner', 'Tags', 'Changed', 'Founded'];
    await eventually(async () => expect(await headers()).toEqual(columns));

    await page.reload();
    await expectRows(page, 'accounts', ['Hochofen', 'Bergwerk']);
    expect(await headers()).toEqual(columns);
    await page.getByRole('link', { name: 'Bergwerk', exact: true }).click();
    await page.getByRole('heading', { name: 'Bergwerk', level: 1 }).waitFor();
    await page.goBack();
    await expectRows(page, 'accounts', ['Hochofen', 'Bergwerk']);

    const file = await page.request.get((await page.getByRole('link', { name: 'Export as CSV' }).getAttribute('href'))!);
    const lines = (await file.text()).trim().split(/\r?\n/);
    expect(lines.map((line) => /Hochofen|Bergwerk|name/i.exec(line)?.[0].toLowerCase())).toEqual(['name', 'hochofen', 'bergwerk']);

    await page.getByRole('button', { name: 'Views: All' }).click();
    await page.getByRole('menuitem', { name: 'Save as a view' }).click();
    const naming = page.getByRole('dialog', { name: 'Save as a view' });
    await naming.getByRole('textbox', { name: 'Name of the view' }).fill('Heavy industry');
    await naming.getByText('My team').click();
    await expectAccessible(page);
    await naming.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Views: Heavy industry' }).waitFor();
    await page.context().close();

    const other = await visitor.signedIn(carl);
    await other.goto('/accounts');
    await other.getByRole('button', { name: 'Views: All' }).click();
    await other.getByRole('menuitem', { name: /Heavy industry/ }).click();
    await expectRows(other, 'accounts', ['Hochofen', 'Bergwerk']);
    await eventually(async () => expect((await other.getByRole('columnheader').allTextContents()).filter(Boolean)).toEqual(columns));
    // It is hers: what he changes is his to save as another one.
    await other.getByRole('button', { name: 'Sort by Name' }).click();
    await other.getByRole('button', { name: 'Views: Heavy industry •' }).click();
    await other.getByRole('menuitem', { name: 'Save as a view' }).waitFor();
    expect(await other.getByRole('menuitem', { name: 'Save changes to this view' }).count()).toBe(0);
    await other.context().close();

    const nora = await visitor.signedIn(await visitor.system.person('Nora Next', await visitor.system.team('South')));
    await nora.goto('/accounts');
    await nora.getByRole('button', { name: 'Views: All' }).click();
    await nora.getByRole('menuitem', { name: 'Save as a view' }).waitFor();
    expect(await nora.getByRole('menuitem', { name: /Heavy industry/ }).count()).toBe(0);
    await nora.context().close();
  });

  it('find the people who have a part in what an account decides', async () => {
    const { system } = visitor;
    const accountId = (await system.graph('{ accounts(filter: { name: { eq: "Seilbahn" } }) { edges { node { id } } } }')).accounts.edges[0]
      .node.id;
    const made: string[] = [];
    for (const [familyName, role] of [
      ['Champ', 'CHAMPION'],
      ['Buyer', 'ECONOMIC_BUYER'],
      ['Nobody', undefined],
    ] as const) {
      const contactId = (await system.mutate('createContact', { familyName, accountId }, 'contact { id }')).contact.id;
      made.push(contactId);
      if (role) await system.mutate('addCommitteeMember', { accountId, contactId, role }, 'account { id }');
    }
    const page = await visitor.signedIn();
    await page.goto('/contacts');
    await page.getByRole('group', { name: 'Filters' }).getByRole('button', { name: 'Filter', exact: true }).click();
    await page.keyboard.type('committee');
    await page.getByRole('option', { name: 'Role on a buying committee' }).click();
    const condition = page.getByRole('dialog', { name: /^Role on a buying committee/ });
    await choose(page, condition.getByRole('combobox', { name: 'Value' }), 'Champion');
    await expectRows(page, 'contacts', ['Champ']);
    await choose(page, condition.getByRole('combobox', { name: 'Comparison' }), 'is empty');
    await expectRows(page, 'contacts', ['Nobody']);
    await page.context().close();
    // The next tests count contacts.
    for (const id of made) await system.mutate('archiveContact', { id }, 'contact { id }');
  });

  it('many records are changed at a time, with how far it is, and are put back', async () => {
    const people = Array.from({ length: 240 }, (_, at) => `Ann,Nr${String(at).padStart(3, '0')}`);
    await visitor.system.import('contacts', ['givenName,familyName', ...people].join('\n'));
    const titled = async () =>
      (await visitor.system.graph('{ contacts(filter: { title: { eq: "Miner" } }) { totalCount } }')).contacts.totalCount as number;
    const page = await visitor.signedIn();
    await page.goto('/contacts');
    await page.getByRole('checkbox', { name: 'Select Ann Nr001' }).click();
    await page.getByRole('checkbox', { name: 'Select Ann Nr003' }).click({ modifiers: ['Shift'] });
    const selection = page.getByRole('toolbar', { name: 'Selection' });
    await selection.getByText('3 selected').waitFor();
    await expectAccessible(page);
    await page.getByRole('checkbox', { name: 'Select all' }).click();
    await selection.waitFor({ state: 'detached' });
    await page.getByRole('checkbox', { name: 'Select all' }).click();
    await selection.getByRole('button', { name: 'Select all 240' }).click();
    await selection.getByRole('button', { name: 'Edit a field' }).click();
    await page.getByRole('menuitem', { name: 'Job title' }).click();
    const dialog = page.getByRole('dialog', { name: 'Job title of 240 records' });
    await dialog.getByRole('textbox', { name: 'Job title' }).fill('Miner');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Change' }).click();
    // At nothing done yet it has no width, which counts as hidden; where everything is quick it never has another.
    await page.getByRole('progressbar', { name: 'Changing …' }).waitFor({ state: 'attached' });
    await page.getByText('240 records changed').waitFor();
    await row(page, 'Ann Nr000').getByText('Miner').waitFor();
    expect(await titled()).toBe(240);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('240 records are as they were').waitFor();
    await eventually(async () => expect(await row(page, 'Ann Nr000').getByText('Miner').count()).toBe(0));
    expect(await titled()).toBe(0);
    await page.context().close();
  });

  it('are grouped, edited in their cells and looked into from the side, by keys', async () => {
    const page = await visitor.signedIn(rita);
    await page.goto('/accounts');
    await page.getByRole('button', { name: 'Group', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Owner' }).click();
    const group = (name: string) => page.getByRole('row').filter({ hasText: new RegExp(`^${name}2$`) });
    await group('Carl Colleague').waitFor();
    await expectRows(page, 'accounts', ['Grubenhaus', 'Seilbahn', 'Bergwerk', 'Hochofen']);
    await expectAccessible(page);
    await group('Carl Colleague').click();
    await expectRows(page, 'accounts', ['Bergwerk', 'Hochofen']);
    await page.getByRole('button', { name: 'By Owner' }).click();
    await page.getByRole('menuitem', { name: 'No groups' }).click();
    await expectRows(page, 'accounts', ['Bergwerk', 'Grubenhaus', 'Hochofen', 'Seilbahn']);

    await row(page, 'Hochofen').getByText('Steel').click();
    await page.keyboard.press('e');
    await page.getByRole('textbox', { name: 'Industry' }).fill('Iron and steel');
    await page.keyboard.press('Enter');
    await page.getByText('Industry changed').waitFor();
    await row(page, 'Hochofen').getByText('Iron and steel').waitFor();
    await page.keyboard.press('Control+z');
    await page.getByText('Industry is as it was').waitFor();
    await row(page, 'Hochofen').getByText('Steel', { exact: true }).waitFor();

    await row(page, 'Bergwerk').getByText('Mining').click();
    await page.keyboard.press('Space');
    const peek = (name: string) => page.getByRole('dialog', { name });
    await peek('Bergwerk').getByRole('heading', { name: 'Bergwerk' }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('j');
    await peek('Grubenhaus').getByRole('heading', { name: 'Grubenhaus' }).waitFor();
    await page.keyboard.press('j');
    await peek('Hochofen').getByRole('heading', { name: 'Hochofen' }).waitFor();
    await page.keyboard.press('k');
    await peek('Grubenhaus').getByRole('heading', { name: 'Grubenhaus' }).waitFor();
    await page.reload();
    await peek('Grubenhaus').getByRole('button', { name: 'Next' }).click();
    await peek('Hochofen').getByRole('heading', { name: 'Hochofen' }).waitFor();
    await page.keyboard.press('Escape');
    await peek('Hochofen').waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('favourites and what was open last are in the navigation', async () => {
    const page = await visitor.signedIn(rita);
    const navigation = page.getByRole('navigation', { name: 'Departments' });
    await page.goto('/accounts');
    await page.getByRole('link', { name: 'Seilbahn', exact: true }).click();
    await page.getByRole('heading', { name: 'Seilbahn', level: 1 }).waitFor();
    await navigation.getByRole('heading', { name: 'Recent' }).waitFor();
    await navigation.getByRole('link', { name: 'Seilbahn' }).waitFor();
    await page.getByRole('button', { name: 'Favourite', exact: true, pressed: false }).click();
    await navigation.getByRole('heading', { name: 'Favourites' }).waitFor();
    await page.getByRole('button', { name: 'Favourite', exact: true, pressed: true }).waitFor();
    await page.context().close();

    const elsewhere = await visitor.signedIn(rita);
    await elsewhere.goto('/');
    await elsewhere.getByRole('navigation', { name: 'Departments' }).getByRole('link', { name: 'Seilbahn' }).click();
    await elsewhere.getByRole('heading', { name: 'Seilbahn', level: 1 }).waitFor();
    await elsewhere.getByRole('button', { name: 'Favourite', exact: true, pressed: true }).click();
    await elsewhere.getByRole('heading', { name: 'Favourites' }).waitFor({ state: 'detached' });
    await elsewhere.context().close();
  });

  it('say when nothing is there, when nothing matches and when something failed, and what can be done', async () => {
    const page = await visitor.signedIn(rita);
    await page.goto('/leads');
    await page.getByRole('heading', { name: 'Nothing here yet' }).waitFor();
    await expectAccessible(page);
    await page.goto('/accounts');
    await expectRows(page, 'accounts', ['Bergwerk', 'Grubenhaus', 'Hochofen', 'Seilbahn']);
    await page.keyboard.press('/');
    await page.keyboard.type('no thing');
    // In the midst of a text too, however long the address takes to follow.
    for (let at = 0; at < 'thing'.length; at++) await page.keyboard.press('ArrowLeft');
    await page.keyboard.type('such ');
    expect(await page.getByRole('textbox', { name: 'Search this list' }).inputValue()).toBe('no such thing');
    await page.getByRole('heading', { name: 'Nothing matches' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('status').getByRole('button', { name: 'Clear filters' }).click();
    await expectRows(page, 'accounts', ['Bergwerk', 'Grubenhaus', 'Hochofen', 'Seilbahn']);

    await page.route('**/graphql', (route) =>
      route.request().postData()?.includes('accounts(') ? route.fulfill({ status: 503, body: 'down' }) : route.continue(),
    );
    await page.reload();
    await page.getByRole('heading', { name: 'That did not work' }).waitFor();
    await expectAccessible(page);
    await page.unroute('**/graphql');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expectRows(page, 'accounts', ['Bergwerk', 'Grubenhaus', 'Hochofen', 'Seilbahn']);
    await page.context().close();
  });
});
