import { beforeAll, expect, it } from '@jest/globals';
import { describeInBrowser, type Page } from './browser.js';

const pwn = 'window.__pwned = 1, alert(1)';

/** What is tried everywhere, by what it tries. */
const payloads = [
  `<script>${pwn}</script>`,
  `"><script src="data:text/javascript,${pwn}"></script>`,
  `<img src=x onerror="${pwn}">`,
  `<svg onload="${pwn}"><animate onbegin="${pwn}">`,
  `<iframe srcdoc="<script>parent.__pwned = 1</script>">`,
  `<a href="javascript:${pwn}">click</a>`,
  `" autofocus onfocus="${pwn}" x="`,
  `{{constructor.constructor('${pwn}')()}}`,
  `$t(records:undo) \${${pwn}} <b>{{title}}</b>`,
  `</textarea></title></style><script>${pwn}</script>`,
  `\u05e9\u05dc\u05d5\u05dd <b onclick="${pwn}">\u05e2\u05d5\u05dc\u05dd</b>`,
  `[click](javascript:${pwn})`,
  `${'Very long name '.repeat(12)}${'x'.repeat(180)}`,
].map((text) => text.slice(0, 400));

describeInBrowser('what people write cannot do anything', (visitor) => {
  const made: { account: string; contact: string; lead: string; deal: string; task: string }[] = [];

  beforeAll(async () => {
    const { system } = visitor;
    const create = async (name: string, input: object, what: string) => (await system.mutate(name, input, `${what} { id }`))[what].id;
    for (const text of payloads) {
      const name = text.slice(0, 200);
      const account = await create('createAccount', { name, industry: name.slice(0, 100), tags: [name.slice(0, 40)] }, 'account');
      const person = { givenName: name.slice(0, 90), familyName: name.slice(0, 90), title: name, note: text, tags: [name.slice(0, 40)] };
      const contact = await create('createContact', { ...person, accountId: account }, 'contact');
      const deal = await create('createOpportunity', { name, nextStep: text, accountId: account }, 'opportunity');
      const task = await create('createTask', { title: name, body: text, about: [contact] }, 'task');
      const lead = await create('createLead', { familyName: name, company: name, source: name.slice(0, 80), note: text }, 'lead');
      await system.mutate('logActivity', { kind: 'NOTE', about: [contact], subject: name, body: text }, 'activity { id }');
      made.push({ account, contact, lead, deal, task });
    }
  });

  /** Nothing ran, nothing of it became an element that acts, no link leads to a script, and the page stands: nothing long lies over what is beside it. */
  async function expectHarmless(page: Page, what: string): Promise<void> {
    const found = await page.evaluate<Record<string, unknown>>(`({
      pwned: window.__pwned,
      links: [...document.querySelectorAll('[href], [src], [action]')]
        .map((one) => one.getAttribute('href') ?? one.getAttribute('src') ?? one.getAttribute('action'))
        .filter((address) => /^\\s*(javascript|data:text|vbscript):/i.test(address)),
      foreign: [...document.querySelectorAll('#root img[src=x], #root script, #root iframe, #root animate, [onload], [onerror], [onfocus], [onclick]')]
        .map(({ outerHTML }) => outerHTML),
      wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
      spilling: [...document.querySelectorAll('main a')]
        .filter((one) => one.getBoundingClientRect().right > (one.closest('dd, section, [role=gridcell]')?.getBoundingClientRect().right ?? Infinity) + 1)
        .map(({ outerHTML }) => outerHTML),
    })`);
    expect({ what, ...found }).toEqual({ what, pwned: undefined, links: [], foreign: [], wide: false, spilling: [] });
  }

  it('on the pages of records', async () => {
    const page = await visitor.signedIn();
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => (dialogs.push(dialog.message()), void dialog.dismiss()));
    for (const [at, { contact, lead, deal, task }] of made.entries())
      for (const path of [`/contacts/${contact}`, ...(at % 6 === 0 ? [`/deals/${deal}`, `/leads/${lead}`, `/tasks/all/${task}`] : [])]) {
        await page.goto(path);
        const text = payloads[at]!.slice(0, 90).trim();
        await page.getByRole('heading', { level: 1 }).filter({ hasText: text }).waitFor();
        await expectHarmless(page, `${path} ${text}`);
      }
    const first = made[2]!.contact;
    await page.goto(`/contacts/${first}`);
    await page.getByRole('tabpanel', { name: 'Timeline' }).getByText(payloads[2]!).first().waitFor();
    await page.getByRole('button', { name: 'Edit Note' }).click();
    expect(await page.getByRole('textbox', { name: 'Note', exact: true }).inputValue()).toBe(payloads[2]);
    await expectHarmless(page, 'editing');
    expect(dialogs).toEqual([]);
    await page.context().close();
  });

  it('in lists, boards, inboxes, the search, messages and the navigation', async () => {
    const page = await visitor.signedIn();
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => (dialogs.push(dialog.message()), void dialog.dismiss()));
    for (const path of ['/contacts', '/accounts', '/deals', '/leads', '/lead-inbox?of=all', '/tasks/all', '/tasks?view=upcoming', '/']) {
      await page.goto(path);
      if (path !== '/')
        await page
          .getByText(/__pwned = 1/)
          .filter({ visible: true })
          .first()
          .waitFor();
      await expectHarmless(page, path);
    }
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Search or run a command' }).getByRole('textbox').fill('script');
    await page
      .getByRole('option', { name: /<script>/ })
      .first()
      .waitFor();
    await expectHarmless(page, 'search');
    await page.keyboard.press('Escape');

    await page.goto(`/accounts/${made[2]!.account}`);
    await page.getByRole('button', { name: 'Favourite', exact: true }).click();
    await page.getByRole('navigation', { name: 'Departments' }).getByRole('link', { name: payloads[2]! }).first().waitFor();
    await page.getByRole('button', { name: 'More actions', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Archive' }).click();
    await page.getByRole('alert').getByText(`${payloads[2]} archived`).waitFor();
    await expectHarmless(page, 'message');
    const filter = { op: 'and', of: [{ field: 'name', is: 'contains', value: payloads[3] }] };
    await page.goto(
      `/accounts?filter=${encodeURIComponent(JSON.stringify(filter))}&q=${encodeURIComponent(payloads[1]!)}&peek=${encodeURIComponent('"><svg onload=1>')}`,
    );
    await page.getByRole('heading', { name: 'Nothing matches' }).waitFor();
    await expectHarmless(page, 'an address that somebody sent');
    expect(dialogs).toEqual([]);
    await page.context().close();
  });

  it('as the name of a file, or in it', async () => {
    const page = await visitor.signedIn();
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => (dialogs.push(dialog.message()), void dialog.dismiss()));
    const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
    for (const text of [payloads[2]!, payloads[3]!, payloads[6]!]) {
      const lines = [['Family name', 'E-mail', text].map(cell), [text.slice(0, 90), text, text].map(cell)];
      const file = { name: `${text}.csv`, mimeType: 'text/csv', buffer: Buffer.from(lines.join('\r\n')) };
      await page.goto('/import');
      await page.locator('input[type=file]').setInputFiles(file);
      await page.getByText(file.name).waitFor();
      await page.getByRole('row').filter({ hasText: text }).first().waitFor();
      await expectHarmless(page, `columns of ${text}`);
      await page.getByRole('button', { name: 'Check', exact: true }).click();
      await page.getByText('E-mail: is not an e-mail address').waitFor();
      await expectHarmless(page, `check of ${text}`);
      await page.goto('/import');
      await page.locator('input[type=file]').setInputFiles({ ...file, name: `${text}.xlsx`, buffer: Buffer.from('PK\u0003\u0004') });
      await page.getByRole('alert').waitFor();
      await expectHarmless(page, `refused ${text}`);
    }
    await page.goto(`/contacts/${made[2]!.contact}`);
    await page.getByRole('tabpanel', { name: 'Timeline' }).getByText(payloads[2]!).first().waitFor();
    await page.evaluate(
      `{
        const files = new DataTransfer();
        files.items.add(new File(['\\u0000 no mail'], ${JSON.stringify(`${payloads[2]!}.eml`)}));
        for (const type of ['dragover', 'drop'])
          document.body.dispatchEvent(new DragEvent(type, { dataTransfer: files, bubbles: true, cancelable: true }));
      }`,
    );
    await page.getByText(`${payloads[2]!}.eml is not an e-mail that can be read.`).waitFor();
    await expectHarmless(page, 'a dropped file');
    expect(dialogs).toEqual([]);
    await page.context().close();
  });

  it('nor be written from right to left to look like something else', async () => {
    const refused = await visitor.system.refusal('createAccount', { name: 'report\u202efdp.exe' }, 'account { id }');
    expect(refused).toMatchObject({ code: 'BAD_USER_INPUT', fields: { name: 'holds control characters' } });
  });

  it('as the address of a website, a mailbox or a telephone', async () => {
    const { system } = visitor;
    const page = await visitor.signedIn();
    const { account } = await system.mutate('createAccount', { name: 'Websites' }, 'account { id }');
    for (const domain of [
      `javascript:${pwn}`,
      'JaVaScRiPt://example.com/%0aalert(1)',
      'data:text/html,<script>alert(1)</script>',
      '\u0001javascript:alert(1)',
    ]) {
      const { errors } = await system.execute('mutation($input: UpdateAccountInput!) { updateAccount(input: $input) { account { id } } }', {
        input: { id: account.id, domain, phone: `javascript:${pwn}` },
      });
      await page.goto(`/accounts/${account.id}`);
      await page.getByRole('heading', { name: 'Websites', level: 1 }).waitFor();
      await expectHarmless(page, domain);
      // Either it is refused, or it leads nowhere but to a website.
      if (!errors)
        expect(
          await page
            .locator('dd a')
            .evaluateAll((links) => links.filter((a) => !/^(https?|tel|mailto):/.test((a as unknown as { href: string }).href)).length),
        ).toBe(0);
    }
    await page.context().close();
  });
});
