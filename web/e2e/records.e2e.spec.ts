import { beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@throughline/test-kit';
import { describeInBrowser, expectAccessible, type Page } from './browser.js';

describeInBrowser('pages of people and accounts', (visitor) => {
  let works: string;
  let grace: string;

  beforeAll(async () => {
    const { system } = visitor;
    const account = async (name: string, parentId?: string) =>
      (await system.mutate('createAccount', { name, parentId }, 'account { id }')).account.id as string;
    const contact = async (input: object) => (await system.mutate('createContact', input, 'contact { id }')).contact.id as string;
    const group = await account('Nordwerk Holding');
    works = await account('Nordwerk Pumps', group);
    await account('Nordwerk Pumps Service', works);
    const emails = [{ address: 'grace@nordwerk.example' }];
    grace = await contact({ givenName: 'Grace', familyName: 'Hopper', title: 'Engineer', accountId: works, emails });
    await contact({ givenName: 'G.', familyName: 'Hopper', emails });
  });

  const fact = (page: Page, name: string) => page.locator('dt', { hasText: new RegExp(`^${name}$`) }).locator('..');
  const title = async () =>
    (await visitor.system.graph('query($id: ID!) { contact(id: $id) { title } }', { id: grace })).contact.title as string;
  async function openGrace(): Promise<Page> {
    const page = await visitor.signedIn();
    await page.goto(`/contacts/${grace}`);
    await page.getByRole('heading', { name: 'Grace Hopper', level: 1 }).waitFor();
    return page;
  }

  it('facts are changed where they stand, taken back, and tell what they were', async () => {
    const page = await openGrace();
    await page.getByRole('region', { name: 'Possible duplicates' }).getByRole('link', { name: 'G. Hopper' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Edit Job title' }).click();
    await page.getByRole('textbox', { name: 'Job title' }).fill('Director');
    await page.keyboard.press('Enter');
    await fact(page, 'Job title').getByText('Director').waitFor();
    await page.getByText('Job title changed').waitFor();
    expect(await title()).toBe('Director');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Job title is as it was').waitFor();
    await fact(page, 'Job title').getByText('Engineer').waitFor();
    expect(await title()).toBe('Engineer');

    await fact(page, 'Job title').hover();
    await page.getByRole('button', { name: 'History of Job title' }).hover();
    const history = page.getByRole('dialog').filter({ hasText: 'Engineer → Director' });
    await history.getByText('Director → Engineer').waitFor();
    await page.mouse.move(0, 0);

    // What the graph does not take stands at its input, and stays typed.
    await page.getByRole('button', { name: 'Edit E-mail' }).click();
    const emails = page.getByRole('dialog', { name: 'E-mail' });
    await emails.getByRole('textbox', { name: 'E-mail 1' }).fill('grace at nordwerk');
    await emails.getByRole('button', { name: 'Save' }).click();
    await emails.getByText(/^is not an e-mail address/).waitFor();
    expect(await emails.getByRole('textbox', { name: 'E-mail 1' }).inputValue()).toBe('grace at nordwerk');
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await emails.waitFor({ state: 'detached' });
    await fact(page, 'E-mail').getByRole('link', { name: 'grace@nordwerk.example' }).waitFor();
    await page.context().close();
  });

  it('who changes what somebody else has changed meanwhile is asked, and only then', async () => {
    const page = await openGrace();
    const change = (input: object) => visitor.system.mutate('updateContact', { id: grace, ...input }, 'contact { id }');
    await page.getByRole('button', { name: 'Edit Job title' }).click();
    await page.getByRole('textbox', { name: 'Job title' }).fill('Chief engineer');
    await change({ title: 'Admiral', language: 'en' });
    await fact(page, 'Language').getByText('en').waitFor();
    await page.keyboard.press('Enter');
    const question = page.getByRole('dialog', { name: 'Job title was changed by somebody else' });
    await question.getByText('Chief engineer').waitFor();
    await question.getByText('Admiral').waitFor();
    await expectAccessible(page);
    await question.getByRole('button', { name: 'Keep theirs' }).click();
    await fact(page, 'Job title').getByText('Admiral').waitFor();
    expect(await title()).toBe('Admiral');

    // Another field is no reason to ask.
    await page.getByRole('button', { name: 'Edit Job title' }).click();
    await page.getByRole('textbox', { name: 'Job title' }).fill('Chief engineer');
    await change({ language: 'de' });
    await fact(page, 'Language').getByText('de').waitFor();
    await page.keyboard.press('Enter');
    await eventually(async () => expect(await title()).toBe('Chief engineer'));

    await page.getByRole('button', { name: 'Edit Job title' }).click();
    await page.getByRole('textbox', { name: 'Job title' }).fill('Captain');
    await change({ title: 'Commodore', language: 'fr' });
    await fact(page, 'Language').getByText('fr').waitFor();
    await page.keyboard.press('Enter');
    await question.getByRole('button', { name: 'Keep mine' }).click();
    await eventually(async () => expect(await title()).toBe('Captain'));
    await page.context().close();
  });

  it('an account shows its people and its place in the tree, and both grow from there', async () => {
    const page = await visitor.signedIn();
    await page.goto(`/accounts/${works}`);
    const people = page.getByRole('region', { name: 'People' });
    const tree = page.getByRole('region', { name: 'Companies in its tree' });
    await people.getByRole('link', { name: 'Grace Hopper' }).waitFor();
    await tree.getByRole('link', { name: 'Nordwerk Pumps Service' }).waitFor();
    await expectAccessible(page);
    await tree.getByRole('button', { name: 'Add a branch' }).click();
    const dialog = page.getByRole('dialog', { name: 'New Account' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Nordwerk Valves');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { name: 'Nordwerk Valves', level: 1 }).waitFor();
    await tree.getByRole('link', { name: 'Nordwerk Holding' }).waitFor();
    await tree.getByRole('link', { name: 'Nordwerk Pumps' }).click();
    await page.getByRole('heading', { name: 'Nordwerk Pumps', level: 1 }).waitFor();
    await tree.getByRole('link', { name: 'Nordwerk Valves' }).waitFor();
    await tree.getByRole('link', { name: 'Nordwerk Holding' }).click();
    await tree.getByRole('button', { name: 'Nordwerk Pumps' }).click();
    await tree.getByRole('link', { name: 'Nordwerk Valves' }).waitFor();
    await page.context().close();
  });

  it('of an account with many people the first are shown, and all of them are a list, without another load of the page', async () => {
    const { system } = visitor;
    const { account } = await system.mutate('createAccount', { name: 'Crowd' }, 'account { id }');
    const people = Array.from({ length: 24 }, (_, at) => `Ann,Nr${String(at).padStart(2, '0')},Crowd`);
    await system.import('contacts', ['givenName,familyName,accountName', ...people].join('\n'));
    const page = await visitor.signedIn();
    await page.goto(`/accounts/${account.id}`);
    await page.getByRole('heading', { name: 'Crowd', level: 1 }).waitFor();
    await page.evaluate('window.loadedOnce = true');
    await page.getByRole('region', { name: 'People' }).getByRole('link', { name: 'Show all 24' }).click();
    await page.getByRole('heading', { name: 'Contacts', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Ann Nr23' }).waitFor();
    expect(await page.getByRole('link', { name: 'Grace Hopper' }).count()).toBe(0);
    expect(await page.evaluate('window.loadedOnce')).toBe(true);
    await page.context().close();
  });

  it('a new contact who may be there already is told; what is typed outlives the dialog until it is saved', async () => {
    const page = await visitor.signedIn();
    await page.goto(`/accounts/${works}`);
    const people = page.getByRole('region', { name: 'People' });
    await people.getByRole('button', { name: 'Add a person' }).click();
    const dialog = page.getByRole('dialog', { name: 'New Contact' });
    await dialog.getByRole('textbox', { name: 'Given name' }).fill('Grace');
    await dialog.getByRole('textbox', { name: 'Family name' }).fill('Hoper');
    const warning = dialog.getByRole('status').filter({ hasText: 'This may be there already' });
    await warning.getByRole('link', { name: 'Grace Hopper' }).waitFor();
    await dialog.getByRole('textbox', { name: 'E-mail 1' }).fill('grace@nordwerk.example');
    await warning.getByRole('link', { name: 'G. Hopper' }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.reload();
    await people.getByRole('button', { name: 'Add a person' }).click();
    expect(await dialog.getByRole('textbox', { name: 'Family name' }).inputValue()).toBe('Hoper');
    expect(await dialog.getByRole('textbox', { name: 'E-mail 1' }).inputValue()).toBe('grace@nordwerk.example');
    await dialog.getByRole('textbox', { name: 'E-mail 1' }).fill('grete@nordwerk.example');
    await dialog.getByRole('textbox', { name: 'Given name' }).fill('Grete');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { name: 'Grete Hoper', level: 1 }).waitFor();
    await page.goBack();
    await people.getByRole('link', { name: 'Grete Hoper' }).waitFor();
    await page.goto('/contacts');
    await page.getByRole('button', { name: 'New Contact' }).click();
    await dialog.waitFor();
    expect(await dialog.getByRole('textbox', { name: 'Given name' }).inputValue()).toBe('');
    await page.context().close();
  });
});
