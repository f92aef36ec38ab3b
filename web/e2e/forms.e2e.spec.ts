import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeInBrowser, expectAccessible, type Page } from './browser.js';

describeInBrowser('a form', (visitor) => {
  let page: Page;
  /** The organisation's own site, with the code of the form in its page. */
  let site: Server;
  let code = '';
  const address = () => `http://127.0.0.1:${(site.address() as AddressInfo).port}/contact?utm_source=ads&utm_campaign=spring`;

  beforeAll(async () => {
    page = await visitor.signedIn(undefined, { permissions: ['clipboard-read', 'clipboard-write'] });
    site = createServer((_, response) =>
      response.setHeader('content-type', 'text/html; charset=utf-8').end(`<!doctype html><title>Site</title>${code}`),
    );
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => void site?.close());

  it('is made of fields that are put in order by keys, and seen as it is made', async () => {
    await page.goto('/forms');
    await page.getByRole('link', { name: 'New form' }).first().click();
    await page.getByRole('textbox', { name: 'Name' }).first().fill('Ask for a demo');
    await page.getByRole('button', { name: 'Add a field' }).click();
    await page.getByRole('menuitem', { name: 'Company' }).click();
    await page.getByRole('button', { name: /^Move Company/ }).press('ArrowUp');
    await page.getByText('Company is now number 3 of 4').waitFor({ state: 'attached' });
    await page.getByRole('textbox', { name: 'Visitors read' }).fill('Thank you <b>so much</b>');
    await expectAccessible(page);
    const preview = page.getByRole('region', { name: 'Preview' });
    expect(await preview.getByRole('textbox').count()).toBe(4);
    await preview.getByRole('textbox', { name: 'E-mail' }).fill('me@example.org');
    await preview.getByRole('button', { name: 'Send' }).click();
    await preview.getByText('Thank you <b>so much</b>').waitFor();
    await page.reload();
    expect(await page.getByRole('textbox', { name: 'Visitors read' }).inputValue()).toBe('Thank you <b>so much</b>');
  });

  it('says what is wrong where it is wrong, and is then made', async () => {
    await page.getByRole('button', { name: 'Add a field' }).click();
    await page.getByRole('menuitem', { name: 'Choice' }).click();
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByText('needs at least one choice').waitFor();
    await page.getByRole('button', { name: 'Remove Choice' }).click();
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { name: 'Code for your page' }).waitFor();
    await expectAccessible(page);
  });

  it('works on a page of the organisation’s own site, by the code that is copied', async () => {
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByText('Copied').waitFor();
    code = await page.evaluate<string>('navigator.clipboard.readText()');
    const visit = await visitor.open();
    await visit.goto(address());
    await visit.getByLabel('Name').fill('Vera Visitor');
    await visit.getByLabel('E-mail').fill('vera@visitor.example');
    await visit.getByLabel('Company').fill('<img src=x onerror=alert(1)>');
    await visit.getByRole('button', { name: 'Send' }).click();
    await visit.getByText('Thank you <b>so much</b>').waitFor();
    await visit.context().close();
  });

  it('works there without a script, too', async () => {
    await page.getByText('Without a script').click();
    code = await page.getByRole('region', { name: 'Code for your page' }).innerText();
    expect(code).not.toContain('<script');
    const visit = await visitor.open({ javaScriptEnabled: false });
    await visit.goto(address());
    await visit.getByLabel('E-mail').fill('nobody@nowhere');
    await visit.getByRole('button', { name: 'Send' }).click();
    await visit.getByText('Go back, and mend').waitFor();
    await visit.goBack();
    await visit.getByLabel('E-mail').fill('ben@visitor.example');
    await visit.getByRole('button', { name: 'Send' }).click();
    await visit.getByRole('heading', { name: 'Thank you <b>so much</b>' }).waitFor();
    await visit.context().close();
  });

  it('shows what came in, where from, and which lead it became', async () => {
    await page.getByRole('tab', { name: 'Submissions' }).click();
    const vera = page.getByRole('row').filter({ hasText: 'vera@visitor.example' });
    await vera.getByText('<img src=x onerror=alert(1)>').waitFor();
    await vera.getByText('ads · spring').waitFor();
    await vera.getByText(address()).waitFor();
    await expectAccessible(page);
    await vera.getByRole('link', { name: 'Vera Visitor' }).click();
    await page.getByRole('heading', { name: 'Vera Visitor', level: 1 }).waitFor();
    await page.getByRole('region', { name: 'Submissions' }).getByRole('link', { name: 'Ask for a demo' }).click();
    await page.getByRole('heading', { name: 'Ask for a demo', level: 1 }).waitFor();
  });

  it('that somebody else has changed meanwhile is not overwritten unseen', async () => {
    const { system } = visitor;
    const { id, name } = (await system.graph('{ forms { edges { node { id name } } } }')).forms.edges[0].node;
    await page.getByRole('tab', { name: 'Form', exact: true }).click();
    await page.getByRole('textbox', { name: 'Visitors read' }).fill('See you soon');
    await system.mutate('updateForm', { id, name: 'Demo, please' }, 'form { id }');
    await page.reload();
    await page.getByRole('heading', { name: 'Demo, please', level: 1 }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Visitors read' }).inputValue()).toBe('See you soon');
    await page.getByRole('button', { name: 'Save' }).click();
    const told = page.getByRole('alert').filter({ hasText: 'Somebody else changed this form' });
    await told.waitFor();
    await expectAccessible(page);
    await told.getByRole('button', { name: 'Keep mine' }).click();
    await page.getByRole('heading', { name, level: 1 }).waitFor();
    const { form } = await system.graph('query($id: ID!) { form(id: $id) { name onSubmit { thankYou } } }', { id });
    expect(form).toEqual({ name, onSubmit: { thankYou: 'See you soon' } });
  });

  it('that is closed takes nothing more, until it is opened again', async () => {
    const post = () =>
      fetch(`${visitor.system.url}/forms/ask-for-a-demo`, { method: 'POST', body: new URLSearchParams({ email: 'late@visitor.example' }) });
    await page.getByRole('main').getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByText('This form is closed').waitFor();
    expect((await post()).status).toBe(404);
    await page.getByRole('button', { name: 'Open again' }).click();
    await page.getByText('This form is closed').waitFor({ state: 'hidden' });
    expect((await post()).status).toBe(200);
    await page.context().close();
  });
});
