import { expect, it } from '@jest/globals';
import { until } from '@throughline/test-kit';
import { describeInBrowser, expectAccessible } from './browser.js';

const ada = { email: 'ada@nordlicht.example', password: 'nine lives are not enough' };

describeInBrowser(
  'the first visit',
  (visitor) => {
    it('makes the organisation and its administrator, and says what is wrong where it is wrong', async () => {
      const page = await visitor.open();
      await page.goto('/');
      await page.getByRole('heading', { name: 'Welcome to Throughline' }).waitFor();
      await expectAccessible(page);
      await page.getByLabel('Organisation').fill('Nordlicht GmbH');
      await page.getByLabel('Your name').fill('Ada Berg');
      await page.getByLabel('E-mail').fill(ada.email);
      await page.getByLabel('Password', { exact: true }).fill('short');
      await page.getByRole('button', { name: 'Begin' }).click();
      await page.getByText('must have at least 10 characters').waitFor();
      await page.getByLabel('Password', { exact: true }).fill(ada.password);
      await page.getByRole('button', { name: 'Begin' }).click();
      await page.getByRole('heading', { name: /Ada$/ }).waitFor();
      await page.getByText('Nordlicht GmbH').waitFor();
      await page.context().close();
    });

    it('is over then: people sign in', async () => {
      const page = await visitor.open();
      await page.goto('/contacts');
      await page.getByLabel('E-mail').fill(ada.email);
      await page.getByLabel('Password', { exact: true }).fill('not this one');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').getByText('The e-mail address or the password is wrong.').waitFor();
      await expectAccessible(page);
      await page.getByLabel('Password', { exact: true }).fill(ada.password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      // Where they wanted to go.
      await page.getByRole('heading', { name: 'Contacts' }).waitFor();
      await page.getByRole('button', { name: 'You: Ada Berg' }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await page.goto('/contacts');
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await page.context().close();
    });
  },
  { untouched: true },
);

describeInBrowser('the shell', (visitor) => {
  it('keeps the session where no script can read it', async () => {
    const page = await visitor.signedIn();
    await page.goto('/');
    await page.getByRole('link', { name: 'Contacts' }).waitFor();
    const cookies = await page.context().cookies();
    expect(cookies.map(({ httpOnly, sameSite }) => ({ httpOnly, sameSite }))).toEqual(
      cookies.map(() => ({ httpOnly: true, sameSite: 'Strict' })),
    );
    expect(cookies.length).toBeGreaterThan(0);
    const told = await page.evaluate<string>('document.cookie + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)');
    for (const { value } of cookies) expect(told).not.toContain(value);
    await page.context().close();
  });

  it('asks somebody whose session has ended to sign in over the page, which keeps what was typed', async () => {
    const page = await visitor.signedIn();
    await page.goto('/contacts');
    await page.getByRole('button', { name: 'New Contact' }).first().click();
    const dialog = page.getByRole('dialog', { name: /New Contact/ });
    await dialog.getByLabel('Given name').fill('Bertha');
    await dialog.getByLabel('Family name').fill('Benz');
    await page.context().clearCookies();
    await dialog.getByRole('button', { name: 'Create' }).click();
    const again = page.getByRole('dialog', { name: 'Your session has ended' });
    await again.getByLabel('Password', { exact: true }).fill('a password for tests');
    await again.getByRole('button', { name: 'Sign in' }).click();
    await again.waitFor({ state: 'hidden' });
    await page.getByText('Bertha Benz').first().waitFor();
    const { contacts } = await visitor.system.graph('{ contacts { totalCount } }');
    expect(contacts.totalCount).toBe(1);
    await page.context().close();
  });

  it('finds records as one types, goes places and runs commands, by keys alone', async () => {
    await visitor.system.mutate('createAccount', { name: 'Bergwerk Freiberg' }, 'account { id }');
    const page = await visitor.signedIn();
    await page.goto('/');
    await page.getByRole('link', { name: 'Contacts' }).waitFor();
    await page.keyboard.press('Control+k');
    const search = page.getByRole('dialog', { name: 'Search or run a command' }).getByRole('textbox');
    await search.fill('freib');
    await page.getByRole('option', { name: /Bergwerk Freiberg/ }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Bergwerk Freiberg' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.getByRole('heading', { name: 'Contacts', level: 1 }).waitFor();
    await page.keyboard.press('Control+k');
    await search.fill('new account');
    await page.getByRole('option', { name: 'New account' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: /New account/i }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await search.waitFor();
    await page.keyboard.press('Escape');
    await search.waitFor({ state: 'detached' });
    await page.keyboard.press('Shift+?');
    await page.getByRole('dialog', { name: 'Keys' }).getByText('Going places').waitFor();
    await expectAccessible(page);
    await page.context().close();
  });

  it('speaks German to whom does, and writes as they do', async () => {
    const page = await visitor.signedIn(undefined, { locale: 'de-DE' });
    await page.goto('/');
    await page.getByRole('link', { name: 'Kontakte' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    await page.context().close();
  });

  it('says when there is no connection, and what is there stays', async () => {
    const page = await visitor.signedIn();
    await page.goto('/accounts');
    await page.getByText('Bergwerk Freiberg').first().waitFor();
    await page.context().setOffline(true);
    await page.getByText(/You are offline/).waitFor();
    await page.getByText('Bergwerk Freiberg').first().waitFor();
    await page.context().setOffline(false);
    await page.getByText(/You are offline/).waitFor({ state: 'hidden' });
    await page.context().close();
  });

  it('has no page on which axe finds anything', async () => {
    const { system } = visitor;
    const accountId = (await system.mutate('createAccount', { name: 'Zeche Zollern' }, 'account { id }')).account.id;
    const contactId = (await system.mutate('createContact', { familyName: 'Bergmann', accountId }, 'contact { id }')).contact.id;
    const leadId = (await system.mutate('createLead', { familyName: 'Steiger', company: 'Grube' }, 'lead { id }')).lead.id;
    const deal = { name: 'Pumps', accountId, amount: { amount: '1200', currency: 'EUR' } };
    const dealId = (await system.mutate('createOpportunity', deal, 'opportunity { id }')).opportunity.id;
    await system.mutate('createTask', { title: 'Call them', about: [dealId] }, 'task { id }');

    const page = await visitor.signedIn();
    await page.goto('/settings');
    await page.getByRole('heading', { level: 1 }).waitFor();
    const linked = await page.evaluate<string[]>(`[...document.querySelectorAll('nav a')].map(({ pathname }) => pathname)`);
    expect(linked).toEqual(expect.arrayContaining(['/', '/deals', '/lead-inbox', '/settings/people', '/settings/pipelines']));
    const records = [`/contacts/${contactId}`, `/accounts/${accountId}`, `/leads/${leadId}`, `/deals/${dealId}`];
    for (const path of new Set([...linked, ...records, '/deals?layout=list', '/tasks/all', '/forms/new', '/profile', '/nowhere'])) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      await until(() => page.evaluate<boolean>(`!document.querySelector('[aria-busy=true], .mantine-Skeleton-root')`), Boolean);
      await expectAccessible(page);
    }
    await page.context().close();
  }, 300_000);

  it('says that there is nothing at an address without a page', async () => {
    const page = await visitor.signedIn();
    await page.goto('/nowhere');
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Home' }).last().click();
    await page.waitForURL('**/');
    await page.context().close();
  });
});
