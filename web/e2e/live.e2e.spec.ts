import { expect, it } from '@jest/globals';
import { describeInBrowser } from './browser.js';

describeInBrowser('what colleagues do', (visitor) => {
  it('appears on the page and in the list without a reload, and who else is there is told', async () => {
    const { system } = visitor;
    const team = await system.team('North');
    const [rita, carl] = [await system.person('Rita Rep', team), await system.person('Carl Colleague', team)];
    const { account } = await system.mutate('createAccount', { name: 'Bergwerk', ownerId: rita.id }, 'account { id }', rita);
    const [one, other] = [await visitor.signedIn(rita), await visitor.signedIn(carl)];
    await one.goto(`/accounts/${account.id}`);
    await one.getByRole('heading', { name: 'Bergwerk', level: 1 }).waitFor();
    await other.goto(`/accounts/${account.id}`);
    await one.getByText('Carl Colleague has this open').waitFor({ state: 'attached' });
    await other.getByText('Rita Rep has this open').waitFor({ state: 'attached' });

    await one.getByRole('button', { name: 'Edit Industry' }).click();
    await other.getByText('Rita Rep is editing').waitFor();
    await one.keyboard.type('Mining');
    await one.keyboard.press('Enter');
    await other.getByText('Mining').first().waitFor();
    await other.getByText('Rita Rep has this open').waitFor({ state: 'attached' });

    await other.goto('/accounts');
    await other.getByRole('link', { name: 'Bergwerk' }).waitFor();
    await system.mutate('createAccount', { name: 'Hüttenwerk', ownerId: rita.id }, 'account { id }', rita);
    await other.getByRole('link', { name: 'Hüttenwerk' }).waitFor();
    await one.getByText('Carl Colleague has this open').waitFor({ state: 'detached' });
    await one.context().close();
    await other.context().close();
  });

  it('is told by the bell as it happens', async () => {
    const { system } = visitor;
    const nina = await system.person('Nina New', undefined, 'MANAGER');
    const page = await visitor.signedIn(nina);
    await page.goto('/');
    await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
    await system.mutate('createTask', { title: 'Call Mr Berg', assigneeId: nina.id }, 'task { id }');
    await page.getByRole('button', { name: 'Notifications, 1 unread' }).waitFor();
    await page
      .getByRole('alert')
      .getByText(/Call Mr Berg/)
      .waitFor();
    await page.getByRole('button', { name: 'Notifications, 1 unread' }).click();
    await page
      .getByRole('dialog', { name: 'Notifications' })
      .getByText(/Call Mr Berg/)
      .first()
      .click();
    await page.getByRole('heading', { name: 'Call Mr Berg', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
    expect((await system.graph('{ unreadNotifications }', {}, nina)).unreadNotifications).toBe(0);
    await page.context().close();
  });
});
