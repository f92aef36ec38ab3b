import { beforeAll, expect, it } from '@jest/globals';
import { until } from '@throughline/test-kit';
import { describeInBrowser, expectAccessible, type Page, type Person } from './browser.js';

const DAY = 24 * 3_600_000;
const fromNow = (milliseconds: number): string => new Date(Date.now() + milliseconds).toISOString();

describeInBrowser('what people do, and what is to be done', (visitor) => {
  let bob: Person;
  let grace: string;

  beforeAll(async () => {
    const { system } = visitor;
    bob = await system.person('Bob Builder', await system.team('North'), 'MANAGER');
    const contact = { givenName: 'Grace', familyName: 'Hopper', emails: [{ address: 'grace@navy.example' }], ownerId: bob.id };
    grace = (await system.mutate('createContact', contact, 'contact { id }')).contact.id;
  });

  const timeline = (page: Page) => page.getByRole('tabpanel', { name: 'Timeline' });
  const openGrace = async (page: Page) => {
    await page.goto(`/contacts/${grace}`);
    await timeline(page).getByText('The contact was created').waitFor();
  };

  it('a call is logged by keys alone, with somebody mentioned, who is told', async () => {
    const page = await visitor.signedIn();
    await openGrace(page);
    await page.keyboard.press('c');
    const words = page.getByRole('textbox', { name: 'What was said? @ mentions somebody' });
    await expectFocus(words);
    await page.keyboard.type('Wants a demo, says @bob');
    await page.getByRole('option', { name: /Bob Builder/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.type('<img src=x onerror=alert(1)>');
    await page.getByRole('textbox', { name: 'Minutes' }).fill('12');
    await page.keyboard.press('Control+Enter');
    const entry = timeline(page).getByRole('listitem').filter({ hasText: 'Wants a demo' });
    await entry.getByText('@Bob Builder').waitFor();
    await entry.getByText('12 minutes').waitFor();
    await entry.getByText('<img src=x onerror=alert(1)>').waitFor();
    expect(await words.inputValue()).toBe('');
    await expectAccessible(page);

    const bobs = await visitor.signedIn(bob);
    await bobs.goto('/tasks');
    // That she was given to him is the other.
    await bobs.getByRole('button', { name: 'Notifications, 2 unread' }).click();
    await bobs.getByRole('button', { name: /Assigned to you: Grace Hopper/ }).waitFor();
    await expectAccessible(bobs);
    await bobs.getByRole('button', { name: /You were mentioned: Grace Hopper/ }).click();
    await bobs.getByRole('heading', { name: 'Grace Hopper' }).waitFor();
    await bobs.getByRole('button', { name: 'Notifications, 1 unread' }).click();
    await bobs.getByRole('button', { name: 'Mark all as read' }).click();
    await bobs.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
    await bobs.context().close();
    await page.context().close();
  });

  it('what was typed is still there after the page was left; an entry is corrected and removed', async () => {
    const page = await visitor.signedIn();
    await openGrace(page);
    await page.keyboard.press('n');
    await page.keyboard.type('Likes coblo');
    await page.getByRole('link', { name: 'Tasks', exact: true }).click();
    await page.getByRole('heading', { name: 'Tasks', level: 1 }).waitFor();
    await openGrace(page);
    const words = page.getByRole('textbox', { name: 'Write a note; @ mentions somebody' });
    expect(await words.inputValue()).toBe('Likes coblo');
    await page.getByRole('button', { name: 'Save note' }).click();
    const entry = timeline(page).getByRole('listitem').filter({ hasText: 'Likes co' });
    await entry.getByRole('button', { name: 'More actions: Note' }).click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog', { name: 'Correct what was logged' });
    await dialog.getByRole('textbox', { name: 'Text' }).fill('Likes COBOL');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await entry.getByText('Likes COBOL').waitFor();

    // Of the kinds that are chosen alone.
    await page.getByRole('button', { name: 'Which kinds to show' }).click();
    await page.getByRole('checkbox', { name: 'Call', exact: true }).click();
    await entry.waitFor({ state: 'detached' });
    await page.getByRole('checkbox', { name: 'Note' }).click();
    await entry.waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'All kinds' }).click();

    await entry.getByRole('button', { name: 'More actions: Note' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await page.getByRole('dialog', { name: 'Remove this entry?' }).getByRole('button', { name: 'Remove' }).click();
    await entry.waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('whoever writes to somebody is asked whether to log it', async () => {
    const page = await visitor.signedIn();
    await openGrace(page);
    await page.getByRole('link', { name: 'grace@navy.example' }).click();
    await page.getByRole('button', { name: 'Log it' }).click();
    const dialog = page.getByRole('dialog', { name: 'Log an activity' });
    await dialog.getByText('Grace Hopper').waitFor();
    await expectAccessible(page);
    await dialog.getByRole('textbox', { name: 'Subject' }).fill('The offer');
    await dialog.getByRole('button', { name: 'Log e-mail' }).click();
    await timeline(page).getByRole('listitem').filter({ hasText: 'The offer' }).waitFor();
    await page.context().close();
  });

  it('mails that are dropped on a page are logged as what they say, without their scripts; what is no mail is told', async () => {
    const page = await visitor.signedIn();
    await openGrace(page);
    await page.evaluate(`{
      const mail = (subject, body) => ['From: Grace <grace@navy.example>', 'To: sales@us.example', 'Subject: ' + subject,
        'Date: Mon, 16 Nov 2026 10:00:00 +0100', 'Content-Type: text/html; charset=utf-8', '', body].join('\\r\\n');
      const files = new DataTransfer();
      files.items.add(new File([mail('=?utf-8?q?Gr=C3=BC=C3=9Fe?=', '<p>Hello <b>there</b></p><script>alert(1)</script>')], 'one.eml'));
      files.items.add(new File([mail('Second', '<p>Not this one</p>')], 'two.eml'));
      files.items.add(new File(['\\u0000\\u0001 nothing of the kind'], 'three.eml'));
      for (const type of ['dragover', 'drop'])
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer: files, bubbles: true, cancelable: true }));
    }`);
    const dialog = page.getByRole('dialog', { name: 'Log e-mails with Grace Hopper' });
    await dialog.getByText('three.eml is not an e-mail that can be read.').waitFor();
    await expectAccessible(page);
    await dialog.getByRole('checkbox', { name: 'Second' }).click();
    await dialog.getByRole('button', { name: 'Log 1 e-mail' }).click();
    const entry = timeline(page).getByRole('listitem').filter({ hasText: 'Grüße' });
    await entry.getByText('From: Grace <grace@navy.example>').waitFor();
    expect(await entry.textContent()).toContain('Hello there');
    expect(await entry.textContent()).not.toContain('alert');
    await page.context().close();
  });

  it('a task is made on a record’s page, found in the day, ended by a key, and taken back', async () => {
    const page = await visitor.signedIn();
    await openGrace(page);
    await page.getByRole('tab', { name: 'Task' }).click();
    await page.getByRole('textbox', { name: 'Title' }).fill('Send Grace the offer');
    await page.getByRole('button', { name: 'Today' }).click();
    await page.keyboard.press('Control+Enter');
    const panel = page.getByRole('region', { name: 'Tasks' });
    await panel.getByRole('link', { name: 'Send Grace the offer' }).waitFor();

    await visitor.system.mutate('createTask', { title: 'Late by far', dueAt: fromNow(-3 * DAY) }, 'task { id }');
    await page.getByRole('link', { name: 'Tasks', exact: true }).click();
    await page.getByRole('region', { name: 'Overdue' }).getByRole('checkbox', { name: 'Done: Late by far' }).waitFor();
    await page.getByRole('region', { name: 'Today' }).getByRole('link', { name: 'Send Grace the offer' }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('n');
    await page.keyboard.type('Water the plants');
    await page.keyboard.press('Enter');
    const plants = page.getByRole('checkbox', { name: 'Done: Water the plants' });
    await plants.waitFor();
    await page.keyboard.press('Escape');

    await page.keyboard.press('j');
    await expectFocus(page.getByRole('checkbox', { name: 'Done: Late by far' }));
    await page.keyboard.press('x');
    await page.getByRole('checkbox', { name: 'Done: Late by far' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('checkbox', { name: 'Done: Late by far' }).waitFor();

    await plants.focus();
    await page.keyboard.press('a');
    const dialog = page.getByRole('dialog', { name: 'Who does “Water the plants”?' });
    await dialog
      .getByRole('combobox', { name: 'Assigned to' })
      .or(dialog.getByRole('textbox', { name: 'Assigned to' }))
      .first()
      .fill('Bob');
    await page.getByRole('option', { name: /Bob Builder/ }).click();
    await dialog.getByRole('button', { name: 'Assign' }).click();
    await plants.waitFor({ state: 'detached' });
    await page.getByText('Everybody').click();
    await plants.waitFor();
    await plants.focus();
    await page.keyboard.press('e');
    const edit = page.getByRole('dialog', { name: 'Edit task' });
    await edit.getByRole('textbox', { name: 'Title' }).fill('Water all plants');
    await edit.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'Water all plants' }).click();
    await page.getByRole('button', { name: 'Mark as done' }).click();
    await page.getByRole('button', { name: 'Open again' }).waitFor();
    await page.goto('/tasks?view=done&of=all');
    await page.getByRole('link', { name: 'Water all plants' }).waitFor();
    await page.context().close();
  });

  it('many tasks are done at once in the list of all, and opened again', async () => {
    for (const title of ['File one', 'File two', 'File three']) await visitor.system.mutate('createTask', { title }, 'task { id }');
    const page = await visitor.signedIn();
    await page.goto('/tasks/all?q=File');
    const row = (title: string) => page.getByRole('row').filter({ hasText: title });
    await row('File one').getByText('Yes').waitFor();
    await page.getByRole('checkbox', { name: 'Select File one' }).click();
    await page.getByRole('checkbox', { name: 'Select File two' }).click();
    await page.getByRole('toolbar', { name: 'Selection' }).getByRole('button', { name: 'Edit a field' }).click();
    await page.getByRole('menuitem', { name: 'Open', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Open of 2 records' });
    expect(await dialog.getByRole('switch', { name: 'Open' }).isChecked()).toBe(false);
    await dialog.getByRole('button', { name: 'Change' }).click();
    await page.getByText('2 records changed').waitFor();
    for (const title of ['File one', 'File two']) await row(title).getByText('No').waitFor();
    await row('File three').getByText('Yes').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await row('File two').getByText('Yes').waitFor();
    await page.context().close();
  });

  it('whoever changes a task that somebody else has changed meanwhile is told, and decides', async () => {
    const { id } = (await visitor.system.mutate('createTask', { title: 'Draft the contract' }, 'task { id }')).task;
    const page = await visitor.signedIn();
    await openGrace(page);
    await page.goto('/tasks?view=upcoming');
    const box = page.getByRole('checkbox', { name: 'Done: Draft the contract' });
    await box.focus();
    await page.keyboard.press('e');
    const edit = page.getByRole('dialog', { name: 'Edit task' });
    await edit.getByRole('textbox', { name: 'Text' }).fill('By Friday');
    await visitor.system.mutate('updateTask', { id, title: 'Draft the long contract' }, 'task { id }');
    // It appears behind the dialog, where nothing that was typed is lost.
    await page.getByText('Draft the long contract').waitFor({ state: 'attached' });
    await edit.getByRole('button', { name: 'Save' }).click();
    await edit
      .getByRole('alert')
      .getByText(/^Somebody else changed it meanwhile/)
      .waitFor();
    expect(await edit.getByRole('textbox', { name: 'Text' }).inputValue()).toBe('By Friday');
    await edit.getByRole('button', { name: 'Save anyway' }).click();
    await edit.waitFor({ state: 'detached' });
    const { task } = await visitor.system.graph('query($id: ID!) { task(id: $id) { title body } }', { id });
    expect(task).toEqual({ title: 'Draft the contract', body: 'By Friday' });
    await page.context().close();
  });

  it('whoever follows a record is told what others do to it', async () => {
    await visitor.system.mutate('markAllNotificationsRead', {}, 'unreadNotifications', bob);
    const page = await visitor.signedIn(bob);
    await openGrace(page);
    await timeline(page).getByRole('button', { name: 'Follow', pressed: false }).click();
    await timeline(page).getByRole('button', { name: 'Follow', pressed: true }).waitFor();
    await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
    await visitor.system.mutate('logActivity', { kind: 'CALL', about: [grace], subject: 'Spare parts' }, 'activity { id }');
    await page.getByRole('button', { name: 'Notifications, 1 unread' }).click();
    await page.getByRole('button', { name: /Grace Hopper: Call – Spare parts/ }).click();
    await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
    await page.context().close();
  });

  it('a manager begins with what is late and who did how much, and looks into it', async () => {
    const input = { kind: 'MEETING', about: [grace], subject: 'Plant visit', at: fromNow(0) };
    await visitor.system.mutate('logActivity', input, 'activity { id }', bob);
    const page = await visitor.signedIn(bob);
    await page.goto('/');
    const row = page.getByRole('region', { name: 'Activity by person' }).getByRole('row', { name: /Bob Builder/ });
    await row.waitFor();
    await page.getByRole('region', { name: 'My day' }).waitFor();
    await page.getByRole('region', { name: 'Recent activity' }).getByText('Plant visit').waitFor();
    await expectAccessible(page);
    await row.getByRole('link', { name: 'Bob Builder, Meetings: 1' }).click();
    await page.getByRole('heading', { name: 'Activities', level: 1 }).waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Plant visit' }).getByRole('link', { name: 'Grace Hopper' }).waitFor();
    expect(await page.getByText('Wants a demo').count()).toBe(0);
    await expectAccessible(page);
    await page.context().close();
  });

  it('the kinds of tasks and who hears of late ones are settings', async () => {
    const page = await visitor.signedIn();
    await page.goto('/settings/tasks');
    await page.getByRole('combobox', { name: 'Kinds of tasks' }).fill('Visit');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Save' }).first().click();
    await page.getByText('Settings saved').waitFor();
    await page.getByRole('textbox', { name: 'After how many business days' }).fill('5');
    await page.getByRole('button', { name: 'Save' }).last().click();
    await page.getByRole('table', { name: 'History' }).getByText('After 5 business days').waitFor();
    await expectAccessible(page);
    const { taskKinds } = await visitor.system.graph('{ taskKinds }');
    expect(taskKinds).toContain('Visit');
    await page.context().close();
  });

  it('on a phone, in German', async () => {
    const page = await visitor.signedIn(undefined, { locale: 'de-DE', viewport: { width: 390, height: 844 }, hasTouch: true });
    await page.goto(`/contacts/${grace}`);
    await page.getByRole('tab', { name: 'Anruf' }).tap();
    await page.getByRole('textbox', { name: /Was wurde besprochen/ }).fill('Vom Telefon aus');
    await page.getByRole('button', { name: 'Anruf festhalten' }).tap();
    await page.getByRole('listitem').filter({ hasText: 'Vom Telefon aus' }).waitFor();
    await page.getByText('Der Kontakt wurde angelegt').waitFor();
    await expectAccessible(page);
    const sideways = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    expect(sideways).toBeLessThanOrEqual(0);
    await page.context().close();
  });
});

async function expectFocus(locator: ReturnType<Page['locator']>): Promise<void> {
  await locator.waitFor();
  expect(await until(() => locator.evaluate((element) => element === element.ownerDocument.activeElement))).toBe(true);
}
