import { expect, it } from '@jest/globals';
import { eventually } from '@throughline/test-kit';
import { describeInBrowser, expectAccessible, type Page } from './browser.js';

const open = async (page: Page, name: string) => {
  await page.goto(`/settings/${name}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
};

const act = async (page: Page, on: string, what: string) => {
  await page.getByRole('button', { name: `What can be done with ${on}` }).click();
  await page.getByRole('menuitem', { name: what }).click();
};

const closed = (page: Page) => page.getByRole('dialog').waitFor({ state: 'detached' });

/** A team's place, and what stands below it. */
const team = (page: Page, name: string) =>
  page
    .getByRole('listitem')
    .filter({ has: page.getByRole('button', { name: `What can be done with ${name}` }) })
    .last();

describeInBrowser('settings', (visitor) => {
  it('a new installation says what is left to do, until it is done or hidden', async () => {
    const page = await visitor.signedIn();
    await page.goto('/');
    const steps = page.getByRole('region', { name: 'Setting up' });
    const step = (name: string) => steps.getByRole('listitem').filter({ hasText: name });
    await step('Make a team').getByRole('img', { name: 'Still to do' }).waitFor();
    await expectAccessible(page);
    await visitor.system.mutate('createTeam', { name: 'Sales' }, 'team { id }');
    await page.reload();
    await step('Make a team').getByRole('img', { name: 'Done' }).waitFor();
    await steps.getByRole('link', { name: /Invite a colleague/ }).click();
    await page.getByRole('heading', { name: 'People', level: 1 }).waitFor();
    await page.goto('/');
    await steps.getByRole('button', { name: 'Hide' }).click();
    await page.reload();
    await page.getByRole('region', { name: 'My day' }).waitFor();
    expect(await steps.count()).toBe(0);
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Search or run a command' }).getByRole('textbox').fill('setting up');
    await page.getByRole('option', { name: 'Setting up' }).click();
    await steps.getByRole('listitem').first().waitFor();
    await page.context().close();
  });

  it('teams are a tree: made and moved by keyboard, dragged, and put away when they are empty', async () => {
    const page = await visitor.signedIn();
    await open(page, 'teams');
    for (const name of ['North', 'South']) {
      await page.getByRole('button', { name: 'Add a team' }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').getByLabel('Name of the team').fill(name);
      await page.keyboard.press('Enter');
      await team(page, name).waitFor();
      await closed(page);
    }
    await page.getByRole('button', { name: 'What can be done with North' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Move to …' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('combobox', { name: 'Below which team' }).fill('Sal');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Save' }).focus();
    await page.keyboard.press('Enter');
    await team(page, 'Sales').getByText('North', { exact: true }).waitFor();
    await closed(page);

    const [from, to] = await Promise.all([page.getByText('South', { exact: true }).boundingBox(), page.getByText('Sales').boundingBox()]);
    await page.mouse.move(from!.x - 20, from!.y + 10);
    await page.mouse.down();
    await page.mouse.move(from!.x, from!.y - 10, { steps: 5 });
    await page.mouse.move(to!.x, to!.y + 10, { steps: 5 });
    await page.mouse.up();
    await team(page, 'Sales').getByText('South', { exact: true }).waitFor();
    await expectAccessible(page);

    await act(page, 'Sales', 'Put away');
    await page.getByRole('dialog').getByRole('button', { name: 'Put away' }).click();
    await page.getByRole('alert').getByText('nobody is in it', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await closed(page);
    await act(page, 'South', 'Put away');
    await page.getByRole('dialog').getByRole('button', { name: 'Put away' }).click();
    await closed(page);
    await page.getByText('South', { exact: true }).waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('somebody comes in by a link, on a phone, and chooses another password by another one', async () => {
    const page = await visitor.signedIn();
    await open(page, 'people');
    await page.getByRole('button', { name: 'Invite', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('E-mail').fill('maya');
    await dialog.getByRole('button', { name: 'Make the link' }).click();
    await dialog.getByText('is not an e-mail address', { exact: false }).waitFor();
    await dialog.getByLabel('E-mail').fill('maya@example.com');
    await dialog.getByLabel('Name').fill('Maya <b>Lindqvist</b>');
    await dialog.getByRole('combobox', { name: 'Team' }).click();
    await page.getByRole('option', { name: 'Sales › North' }).click();
    await dialog.getByRole('button', { name: 'Make the link' }).click();
    const invitation = await dialog.getByRole('textbox', { name: 'Link' }).inputValue();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('row', { name: /Maya <b>Lindqvist<\/b>.*Invited/ }).waitFor();

    const hers = await visitor.open({ viewport: { width: 390, height: 800 } });
    await hers.goto(invitation);
    await hers.getByLabel('New password').fill('short');
    // Out of the address bar at once, and still known after a reload.
    expect(hers.url()).toBe(`${visitor.system.url}/invitation`);
    await hers.getByRole('button', { name: 'Come in' }).click();
    await hers.getByText('must have at least 10 characters').waitFor();
    await expectAccessible(hers);
    await hers.reload();
    await hers.getByLabel('Name').fill('Maya Lindqvist');
    await hers.getByLabel('New password').fill('a bird in the hand');
    await hers.getByRole('button', { name: 'Come in' }).click();
    await hers.getByRole('heading', { name: /Maya$/ }).waitFor();
    await hers.goto(invitation);
    await hers.getByRole('heading', { name: 'This link is good no longer' }).waitFor();

    await page.reload();
    await page.getByRole('row', { name: /Maya Lindqvist.*Active/ }).waitFor();
    await act(page, 'Maya Lindqvist', 'Link for a new password');
    await dialog.getByRole('button', { name: 'Make the link' }).click();
    await hers.goto(await dialog.getByRole('textbox', { name: 'Link' }).inputValue());
    await hers.getByLabel('New password').fill('two in the bush');
    await hers.getByRole('button', { name: 'Save and sign in' }).click();
    await hers.getByRole('heading', { name: /Maya$/ }).waitFor();
    await hers.context().close();
    await page.context().close();
  });

  it("a person's role is changed, and they are deactivated and come back", async () => {
    const page = await visitor.signedIn();
    await open(page, 'people');
    await act(page, 'Maya Lindqvist', 'Name, role and team');
    await page.getByRole('dialog').getByRole('combobox', { name: 'Role' }).click();
    await page.getByRole('option', { name: 'Manager' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /Maya Lindqvist.*Manager/ }).waitFor();
    await closed(page);
    await act(page, 'Maya Lindqvist', 'Deactivate');
    await page.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click();
    await page.getByRole('row', { name: /Maya Lindqvist/ }).waitFor({ state: 'detached' });
    await closed(page);
    await page.getByRole('radiogroup', { name: 'State' }).getByText('Deactivated').click();
    await act(page, 'Maya Lindqvist', 'Reactivate');
    await page.getByRole('dialog').getByRole('button', { name: 'Reactivate' }).click();
    await page.getByText('Nothing found').waitFor();
    await closed(page);
    await page.getByRole('radiogroup', { name: 'State' }).getByText('All').click();
    await page.getByRole('row', { name: /Maya Lindqvist.*Manager.*Active/ }).waitFor();
    await expectAccessible(page);
    await page.context().close();
  });

  it('an API key is shown once, and revoked; what each role may do is said', async () => {
    const page = await visitor.signedIn();
    await open(page, 'api-keys');
    await page.getByRole('button', { name: 'Make a key' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Website');
    await dialog.getByRole('button', { name: 'Make a key' }).click();
    const key = await dialog.getByRole('textbox', { name: 'Key' }).inputValue();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('row', { name: /Website.*Member/ }).waitFor();
    expect(await page.content()).not.toContain(key);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Revoke Website' }).click();
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('No keys are in use.').waitFor();

    await open(page, 'roles');
    const margins = page.getByRole('row', { name: /See the margin/ });
    await margins.waitFor();
    expect(await margins.getByRole('img', { name: 'Yes' }).count()).toBe(2);
    await expectAccessible(page);
    await page.context().close();
  });

  it('the organisation has its name, its working days and holidays', async () => {
    const page = await visitor.signedIn();
    await open(page, 'organisation');
    await page.getByLabel('Name').fill('Nordlicht GmbH');
    await page.getByText('Saturday').click();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved').waitFor();
    await page.getByRole('navigation', { name: 'Navigation' }).or(page.getByRole('banner')).getByText('Nordlicht GmbH').first().waitFor();
    const { organisation } = await visitor.system.graph('{ organisation { name workingDays } }');
    expect(organisation).toEqual({ name: 'Nordlicht GmbH', workingDays: [1, 2, 3, 4, 5, 6] });

    // What somebody else saves meanwhile comes in beside what is typed here, and neither is lost.
    await page.getByText('Saturday').click();
    await visitor.system.mutate('updateOrganisation', { name: 'Nordlicht AG' }, 'organisation { name }');
    await page.reload();
    await eventually(async () => expect(await page.getByLabel('Name').inputValue()).toBe('Nordlicht AG'));
    expect(await page.getByLabel('Saturday').isChecked()).toBe(false);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved').waitFor();
    const { organisation: both } = await visitor.system.graph('{ organisation { name workingDays } }');
    expect(both).toEqual({ name: 'Nordlicht AG', workingDays: [1, 2, 3, 4, 5] });
    await page.context().close();
  });

  it("one's language and theme are as chosen at once, on every device", async () => {
    const page = await visitor.signedIn();
    await page.goto('/profile');
    await page.getByText('Dark', { exact: true }).click();
    await page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
    await page.getByRole('combobox', { name: 'Language' }).click();
    await page.getByRole('option', { name: 'Deutsch', exact: true }).click();
    await page.getByRole('heading', { name: 'Profil', exact: true }).waitFor();
    const other = await visitor.signedIn();
    await other.goto('/profile');
    await other.getByRole('heading', { name: 'Profil', exact: true }).waitFor();
    await other.locator('html[data-mantine-color-scheme="dark"]').waitFor();
    await other.context().close();
    await page.getByText('Wie das Gerät').click();
    await page.getByRole('combobox', { name: 'Sprache' }).click();
    await page.getByRole('option', { name: 'English', exact: true }).click();
    await page.getByRole('heading', { name: 'Profile', exact: true }).waitFor();
    await expectAccessible(page);
    await page.context().close();
  });

  it('the password takes the present one, and all sessions can be ended', async () => {
    const page = await visitor.signedIn({ email: 'maya@example.com', password: 'two in the bush' });
    await page.goto('/profile');
    await page.getByLabel('Present password').fill('a bird in the hand');
    await page.getByLabel('New password').fill('birds of a feather');
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('is not your present password').waitFor();
    await page.getByLabel('Present password').fill('two in the bush');
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('Your password is changed').waitFor();
    const elsewhere = await visitor.signedIn({ email: 'maya@example.com', password: 'birds of a feather' });
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect((await elsewhere.request.put('/session')).status()).toBe(401);
    await elsewhere.context().close();
    await page.context().close();
  });

  it('the sample company is loaded by one click, and removed by another', async () => {
    const page = await visitor.signedIn();
    await open(page, 'sample-company');
    await page.getByRole('button', { name: 'Load the sample company' }).click();
    await page.getByRole('button', { name: 'Remove the sample company' }).click();
    const { contacts } = await visitor.system.graph('{ contacts { totalCount } }');
    expect(contacts.totalCount).toBeGreaterThan(100);
    await page.getByRole('dialog').getByRole('button', { name: 'Remove the sample company' }).click();
    await page.getByText('It has been removed.', { exact: false }).waitFor();
    const after = await visitor.system.graph('{ contacts { totalCount } teams { edges { node { name } } } }');
    expect(after.contacts.totalCount).toBe(0);
    expect(after.teams.edges.map(({ node }: { node: { name: string } }) => node.name).toSorted()).toEqual(['North', 'Sales']);
    await expectAccessible(page);
    await page.context().close();
  });
});
