import { beforeAll, expect, it } from '@jest/globals';
import { eventually, until } from '@throughline/test-kit';
import { describeInBrowser, expectAccessible, type Page, type Person } from './browser.js';

const euros = (amount: string) => ({ amount, currency: 'EUR' });

describeInBrowser('selling', (visitor) => {
  let rita: Person;

  beforeAll(async () => {
    const { system } = visitor;
    rita = await system.person('Rita Rep', await system.team('North'), 'MANAGER');
  });

  const lead = async (input: object, by?: Person) =>
    (await visitor.system.mutate('createLead', input, 'lead { id }', by)).lead.id as string;
  const deal = async (input: object) =>
    (await visitor.system.mutate('createOpportunity', { nextStep: 'Call them', ...input }, 'opportunity { id }')).opportunity.id as string;
  const column = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
  const card = (page: Page, stage: string, name: string) => column(page, stage).getByRole('article', { name });
  const openBoard = async (page: Page, more = '') => {
    await page.goto(`/deals${more}`);
    await page.getByRole('group', { name: 'Board of Sales' }).waitFor();
  };
  async function drag(page: Page, name: string, to: string): Promise<void> {
    const from = (await page.getByRole('article', { name }).boundingBox())!;
    const target = (await column(page, to).boundingBox())!;
    await page.mouse.move(from.x + 20, from.y + from.height - 8);
    await page.mouse.down();
    await page.mouse.move(from.x + 40, from.y + from.height, { steps: 3 });
    await page.mouse.move(target.x + target.width / 2, target.y + 120, { steps: 5 });
    await page.mouse.up();
  }

  it('leads are worked off by keys: taken, qualified, disqualified with a reason, each taken back if need be', async () => {
    await lead({ familyName: 'Third', company: 'Gamma', source: 'fair', note: 'Wants a price' }, rita);
    await lead({ familyName: 'Second', company: 'Beta', note: '<img src=x onerror=alert(1)>' }, rita);
    await lead({ familyName: 'First', company: 'Alpha', source: 'website' }, rita);
    const page = await visitor.signedIn(rita);
    await page.goto('/');
    await page.getByRole('link', { name: 'Lead inbox' }).click();
    await page.getByText('Nothing is waiting').waitFor();
    await page.getByRole('tab', { name: /Unassigned/ }).click();
    await page.getByRole('heading', { name: 'First', level: 2 }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('j');
    await page.getByRole('heading', { name: 'Second', level: 2 }).waitFor();
    await page.getByRole('region', { name: 'Message and notes' }).getByText('<img src=x onerror=alert(1)>').waitFor();
    await page.keyboard.press('d');
    const dialog = page.getByRole('dialog', { name: 'Disqualify Second' });
    await dialog.getByRole('combobox', { name: 'Reason' }).fill('No budget');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    // The next one is shown at once.
    await page.getByRole('heading', { name: 'Third', level: 2 }).waitFor();
    await page.keyboard.press('a');
    await page.getByRole('heading', { name: 'First', level: 2 }).waitFor();
    await page.getByRole('tab', { name: /Mine/ }).click();
    await page.getByRole('heading', { name: 'Third', level: 2 }).waitFor();
    await page.keyboard.press('q');
    await page.getByText('Nothing is waiting').waitFor();
    await page.keyboard.press('Control+z');
    await page.getByRole('heading', { name: 'Third', level: 2 }).waitFor();
    const told = '{ leads(orderBy: [{ field: familyName }]) { edges { node { familyName status disqualifiedReason owner { name } } } } }';
    expect((await visitor.system.graph(told)).leads.edges.map(({ node }: { node: object }) => node)).toEqual([
      { familyName: 'First', status: 'NEW', disqualifiedReason: null, owner: null },
      { familyName: 'Second', status: 'DISQUALIFIED', disqualifiedReason: 'No budget', owner: null },
      { familyName: 'Third', status: 'NEW', disqualifiedReason: null, owner: { name: 'Rita Rep' } },
    ]);
    await page.context().close();
  });

  it('a lead is converted in one dialog, with a customer who is there', async () => {
    const { system } = visitor;
    const acme = (await system.mutate('createAccount', { name: 'Acme Pumps' }, 'account { id }')).account.id;
    const known = { givenName: 'Kim', familyName: 'Known', accountId: acme, emails: [{ address: 'kim@acme.example' }] };
    await system.mutate('createContact', known, 'contact { id }');
    const id = await lead({ givenName: 'Kim', familyName: 'Known', company: 'Acme Pumps', email: 'kim@acme.example' });
    const page = await visitor.signedIn();
    // Whoever enters them again is told.
    await page.goto('/leads');
    await page.getByRole('button', { name: 'New Lead' }).first().click();
    const again = page.getByRole('dialog', { name: 'New Lead' });
    await again.getByRole('textbox', { name: 'E-mail' }).fill('kim@acme.example');
    await again.getByRole('status').getByRole('link', { name: 'Kim Known' }).waitFor();
    await expectAccessible(page);
    await page.goto(`/leads/${id}`);
    await page.getByRole('button', { name: 'Convert …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Convert Kim Known' });
    // The same address is the same person, whose company is meant too.
    await dialog.getByRole('radio', { name: /^Kim Known.*same e-mail/, checked: true }).waitFor();
    await dialog.getByRole('radio', { name: /^Acme Pumps/, checked: true }).waitFor();
    await expectAccessible(page);
    await dialog.getByRole('combobox', { name: 'Stage' }).click();
    await page.getByRole('option', { name: 'Proposal sent' }).click();
    await dialog.getByRole('button', { name: 'Convert' }).click();
    // What the stage asks for is said where it is to be filled in.
    await dialog.getByText('A deal in the stage "Proposal sent" needs an amount.').waitFor();
    await dialog.getByRole('textbox', { name: 'Amount' }).fill('12500');
    await dialog.getByRole('button', { name: 'Convert' }).click();
    await page.getByRole('heading', { name: 'Acme Pumps', level: 1 }).waitFor();
    expect(page.url()).toMatch(/\/deals\/[0-9a-f-]{36}$/);
    await page
      .getByRole('listitem')
      .filter({ hasText: 'Proposal sent' })
      .getByRole('button')
      .and(page.locator('[aria-current=step]'))
      .waitFor();
    const told =
      '{ opportunities(filter: { name: { eq: "Acme Pumps" } }) { edges { node { amount { amount } account { id } contacts { familyName } } } } }';
    expect((await system.graph(told)).opportunities.edges[0].node).toEqual({
      amount: { amount: '12500.00' },
      account: { id: acme },
      contacts: [{ familyName: 'Known' }],
    });
    await page.goto(`/leads/${id}`);
    await page.getByRole('link', { name: 'Kim Known' }).waitFor();
    // On the account's page the deal stands beside its timeline.
    await page.goto(`/accounts/${acme}`);
    await page.getByRole('region', { name: 'Deals' }).getByRole('link', { name: 'Acme Pumps' }).waitFor();
    await page.context().close();
  });

  it('deals are dragged by mouse and by keys; what a stage asks for is offered; what was done is taken back', async () => {
    await deal({ name: 'Harbour cranes', amount: euros('80000'), closeDate: '2099-03-01' });
    await deal({ name: 'Bare deal', nextStep: null });
    const page = await visitor.signedIn();
    await openBoard(page);
    await card(page, 'New lead', 'Harbour cranes').waitFor();
    await column(page, 'New lead').getByText('€80,000').first().waitFor();
    await column(page, 'New lead').getByText('€8,000 weighted at 10 %').waitFor();
    await card(page, 'New lead', 'Bare deal').getByRole('img', { name: 'Stuck: No next step' }).waitFor();
    expect(await card(page, 'New lead', 'Harbour cranes').getByRole('img', { name: /Stuck/ }).count()).toBe(0);
    await expectAccessible(page);

    await drag(page, 'Harbour cranes', 'Qualified');
    await column(page, 'Qualified').getByText('€20,000 weighted at 25 %').waitFor();
    await card(page, 'Qualified', 'Harbour cranes').waitFor();

    await drag(page, 'Bare deal', 'Negotiation');
    const dialog = page.getByRole('dialog', { name: 'Bare deal to Negotiation' });
    await dialog.getByText('A deal in the stage "Negotiation" needs an amount and a close date.').waitFor();
    await expectAccessible(page);
    await dialog.getByRole('textbox', { name: 'Amount' }).fill('4000');
    await dialog.getByRole('button', { name: 'Save and move' }).click();
    await dialog.getByText('A deal in the stage "Negotiation" needs a close date.').waitFor();
    await dialog.getByRole('textbox', { name: 'Close date' }).fill('1 December 2099');
    await dialog.getByRole('button', { name: 'Save and move' }).click();
    await card(page, 'Negotiation', 'Bare deal').waitFor();

    // Picked up, two stages to the right, put down: by keys.
    const handle = page.getByRole('button', { name: 'Move Harbour cranes' });
    await handle.focus();
    await page.keyboard.press('Space');
    await page.getByText('Over Qualified').waitFor({ state: 'attached' });
    await page.keyboard.press('ArrowRight');
    await page.getByText('Over Proposal sent').waitFor({ state: 'attached' });
    await page.keyboard.press('ArrowRight');
    await page.getByText('Over Negotiation').waitFor({ state: 'attached' });
    await page.keyboard.press('Space');
    await card(page, 'Negotiation', 'Harbour cranes').waitFor();
    await page.getByText('Harbour cranes moved to Negotiation').waitFor();
    await page.keyboard.press('Control+z');
    await card(page, 'Qualified', 'Harbour cranes').waitFor();

    await drag(page, 'Bare deal', 'Closed lost');
    const lost = page.getByRole('dialog', { name: 'Bare deal is lost' });
    await lost.getByRole('combobox', { name: 'Lost because' }).fill('A competitor');
    await lost.getByRole('button', { name: 'Lost' }).click();
    await lost.waitFor({ state: 'detached' });
    await column(page, 'Closed lost').getByText('€4,000').waitFor();

    // The same filter, as a list.
    await page.getByRole('textbox', { name: 'Search this list' }).fill('Harbour');
    await until(async () => (await page.getByRole('article').count()) === 1);
    await page.getByText('List', { exact: true }).click();
    await page.getByRole('row').filter({ hasText: 'Harbour cranes' }).getByText('Qualified').waitFor();
    expect(await page.getByRole('row').filter({ hasText: 'Bare deal' }).count()).toBe(0);
    await page.context().close();
  });

  it('whoever may not know a margin finds no such field; amounts and days are written, and typed, as each reader does', async () => {
    const { system } = visitor;
    const team = await system.team('South');
    const [mo, nick] = [await system.person('Mo Member', team), await system.person('Nick Neighbour', team)];
    const made = { name: 'Lock gates', amount: euros('1000'), margin: euros('500'), competitors: ['Dam & Co'], ownerId: mo.id };
    const id = await deal(made);
    await system.mutate('updateOpportunity', { id, amount: euros('145000') }, 'opportunity { id }');
    const facts = (page: Page) => page.getByRole('complementary', { name: 'Lock gates' });

    const his = await visitor.signedIn(nick);
    await his.goto(`/deals/${id}`);
    await facts(his).getByText('Dam & Co').waitFor();
    expect(await facts(his).getByText('Margin').count()).toBe(0);
    await his.goto(`/deals?layout=list&columns=${encodeURIComponent('["margin"]')}`);
    await his.getByRole('row').filter({ hasText: 'Lock gates' }).getByText('Hidden').waitFor();
    await his.context().close();

    const page = await visitor.signedIn(mo, { locale: 'de-DE' });
    await page.goto(`/deals/${id}`);
    await facts(page).getByText('Marge').waitFor();
    await facts(page).getByText('500 €', { exact: true }).waitFor();
    await page.getByRole('listitem').getByText('Der Betrag ist jetzt 145.000 €').waitFor();
    await facts(page).getByRole('button', { name: 'Abschluss geplant bearbeiten' }).click();
    const input = facts(page).getByRole('textbox', { name: 'Abschluss geplant' });
    await input.pressSequentially('1.12.2099');
    await page.getByRole('button', { name: 'Dezember 2099', exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await facts(page).getByText('01.12.2099').waitFor();
    await until(async () => {
      const { opportunity } = await system.graph('query($id: ID!) { opportunity(id: $id) { closeDate } }', { id });
      return opportunity.closeDate === '2099-12-01';
    });
    // One that is picked needs no key.
    await facts(page).getByRole('button', { name: 'Abschluss geplant bearbeiten' }).click();
    await page.getByRole('button', { name: '24 Dezember 2099' }).click();
    await facts(page).getByText('24.12.2099').waitFor();
    await page.context().close();
  });

  it('who reads German is refused in German: by a stage, by a field, and in a file', async () => {
    const id = await deal({ name: 'Deich' });
    const page = await visitor.signedIn(undefined, { locale: 'de-DE' });
    await page.goto(`/deals/${id}`);
    await page.getByRole('button', { name: /^Negotiation/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Deich nach Negotiation' });
    await dialog.getByText('Ein Deal in der Phase „Negotiation“ braucht einen Betrag und einen geplanten Abschluss.').waitFor();
    await dialog.getByRole('button', { name: 'Abbrechen' }).click();

    const facts = page.getByRole('complementary', { name: 'Deich' });
    await facts.getByRole('button', { name: 'Nächster Schritt bearbeiten' }).click();
    await facts.getByRole('textbox', { name: 'Nächster Schritt' }).fill('x'.repeat(20_001));
    await page.keyboard.press('Enter');
    await facts.getByText('ist länger als 20000 Zeichen').waitFor();

    await page.goto('/contacts');
    await page.getByRole('button', { name: 'Datei importieren' }).first().click();
    const file = Buffer.from('Vorname;Nachname;E-Mail-Adresse\r\nCarl;Klein;carl-at-example\r\n');
    await page.locator('input[type=file]').setInputFiles({ name: 'personen.csv', mimeType: 'text/csv', buffer: file });
    await page.getByRole('button', { name: 'Prüfen', exact: true }).click();
    await page.getByText('E-Mail: ist keine E-Mail-Adresse, wie etwa name@example.com').first().waitFor();
    await page.context().close();
  });

  it('a deal is dragged by a finger', async () => {
    await deal({ name: 'Ferry', amount: euros('300') });
    const page = await visitor.signedIn(undefined, { viewport: { width: 1280, height: 800 }, hasTouch: true });
    await openBoard(page);
    const [from, to] = [
      (await page.getByRole('article', { name: 'Ferry' }).boundingBox())!,
      (await column(page, 'Qualified').boundingBox())!,
    ];
    const touch = await page.context().newCDPSession(page);
    const at = async (type: 'touchStart' | 'touchMove' | 'touchEnd', x = 0, y = 0) =>
      touch.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] });
    await at('touchStart', from.x + 20, from.y + from.height - 8);
    // Held for a moment, it is picked up.
    await page.getByText('Over New lead').waitFor({ state: 'attached' });
    await at('touchMove', from.x + 60, from.y + from.height);
    await at('touchMove', to.x + to.width / 2, to.y + 120);
    await page.getByText('Over Qualified').waitFor({ state: 'attached' });
    await at('touchEnd');
    await card(page, 'Qualified', 'Ferry').waitFor();
    await page.getByText('Ferry moved to Qualified').waitFor();
    await page.context().close();
  });

  it('a deal’s page shows its way, for how long it was where, and brings it on; products come to its amount', async () => {
    const { system } = visitor;
    const past = {
      createdOn: '2026-01-05',
      accountId: (await system.mutate('createAccount', { name: 'Wharf' }, 'account { id }')).account.id,
    };
    await system.mutate('createProduct', { name: 'Pump', price: euros('199.90') }, 'product { id }');
    const id = await deal({ name: 'Wharf pumps', ...past });
    const page = await visitor.signedIn();
    await page.goto(`/deals/${id}`);
    const path = page.getByRole('region', { name: 'Stages', exact: true });
    await path.getByRole('button', { name: /^Qualified/ }).click();
    await path.locator('[aria-current=step]', { hasText: 'Qualified' }).waitFor();
    await page.getByRole('region', { name: 'Stages so far' }).getByText('New lead').waitFor();

    await page.getByRole('tab', { name: 'Products' }).click();
    await page.getByRole('combobox', { name: 'Add a product' }).click();
    await page.getByRole('option', { name: 'Pump' }).click();
    await page.getByRole('textbox', { name: 'Quantity, Pump' }).fill('3');
    await page.keyboard.press('Enter');
    await page.getByText('Sum €599.70').waitFor();
    await page.getByRole('button', { name: 'Take as amount' }).click();
    await page.getByRole('complementary').getByText('€599.70').first().waitFor();

    const committee = page.getByRole('region', { name: 'Buying committee' });
    await committee.getByRole('button', { name: 'Add a person' }).click();
    await committee.getByRole('combobox', { name: 'Person' }).fill('Known');
    await page.getByRole('option', { name: /Kim Known/ }).click();
    await committee.getByRole('combobox', { name: 'Part in the decision, Kim Known' }).click();
    await page.getByRole('option', { name: 'Champion' }).click();
    await until(async () => {
      const { opportunity } = await system.graph('query($id: ID!) { opportunity(id: $id) { contactRoles { role } } }', { id });
      return opportunity.contactRoles[0]?.role === 'Champion';
    });
    await expectAccessible(page);

    await path.getByRole('button', { name: 'Won' }).click();
    await path.getByRole('button', { name: 'Reopen' }).waitFor();
    await page.getByText('Wharf pumps is won').waitFor();
    const { opportunity } = await system.graph('query($id: ID!) { opportunity(id: $id) { status amount { amount } } }', { id });
    expect(opportunity).toEqual({ status: 'WON', amount: { amount: '599.70' } });
    await page.context().close();
  });

  it('a manager’s start page tells the pipeline, what was won, and how leads convert, down to the records', async () => {
    const page = await visitor.signedIn();
    await page.goto('/');
    const figures = (name: string) => page.getByRole('region', { name });
    await figures('Won this month').getByRole('link', { name: '€599.70' }).waitFor();
    await figures('Conversion, last 90 days')
      .getByRole('listitem')
      .filter({ hasText: 'Converted leads' })
      .getByText('25 % of the leads')
      .waitFor();
    await figures('Conversion, last 90 days')
      .getByRole('listitem')
      .filter({ hasText: 'Deals won' })
      .getByText('50 % of those closed')
      .waitFor();
    await figures('Stuck deals').getByText('1 deal is stuck').waitFor();
    await expectAccessible(page);
    await figures('Pipeline by stage').getByRole('link', { name: 'Qualified' }).click();
    await page.getByRole('row').filter({ hasText: 'Harbour cranes' }).waitFor();
    expect(await page.getByRole('row').filter({ hasText: 'Wharf pumps' }).count()).toBe(0);
    await page.goBack();
    await figures('Won this month').getByRole('link', { name: '€599.70' }).click();
    await page.getByRole('row').filter({ hasText: 'Wharf pumps' }).waitFor();
    await page.context().close();
  });

  it('managers say what stages ask for, how leads are assigned, and why deals may be lost', async () => {
    const page = await visitor.signedIn(rita);
    await page.goto('/settings/pipelines');
    const stage = page.getByRole('list', { name: 'Stages' }).getByRole('listitem').nth(1);
    await stage.getByRole('combobox', { name: 'Needed to enter' }).click();
    await page.getByRole('option', { name: 'Next step' }).click();
    await page.keyboard.press('Escape');
    await stage.getByRole('textbox', { name: 'Stuck after days' }).fill('14');
    await page.getByRole('button', { name: 'Add a stage' }).click();
    const added = page.getByRole('list', { name: 'Stages' }).getByRole('listitem').nth(4);
    await added.getByRole('textbox', { name: 'Stage' }).fill('Contract');
    // What is not saved outlives the page.
    await page.reload();
    expect(await added.getByRole('textbox', { name: 'Stage' }).inputValue()).toBe('Contract');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Sales saved').waitFor();
    const told = '{ pipelines { edges { node { stages { name requiredFields stuckAfterDays } } } } }';
    const saved = (await visitor.system.graph(told)).pipelines.edges[0].node.stages;
    expect(saved[1]).toEqual({ name: 'Qualified', requiredFields: ['nextStep'], stuckAfterDays: 14 });
    expect(saved.map(({ name }: { name: string }) => name)).toEqual([
      'New lead',
      'Qualified',
      'Proposal sent',
      'Negotiation',
      'Contract',
      'Closed won',
      'Closed lost',
    ]);

    await page.getByRole('link', { name: 'Assignment of leads' }).click();
    await page.getByRole('button', { name: 'New rule' }).click();
    const dialog = page.getByRole('dialog', { name: 'New rule' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Fair');
    await dialog.getByRole('textbox', { name: 'Source' }).fill('fair');
    await dialog.getByRole('combobox', { name: 'Whom' }).fill('Rita');
    await page.getByRole('option', { name: /Rita Rep/ }).click();
    await page.keyboard.press('Escape');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('listitem').filter({ hasText: 'Source: fair' }).getByText('Rita Rep').waitFor();
    await expectAccessible(page);
    const assigned = await visitor.system.mutate('createLead', { company: 'Of the fair', source: 'fair' }, 'lead { owner { id } }');
    expect(assigned.lead.owner.id).toBe(rita.id);

    await page.getByRole('link', { name: 'Reasons for losses' }).click();
    await page.getByRole('combobox', { name: 'Reasons' }).fill('Too far away');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved', { exact: true }).waitFor();
    expect((await visitor.system.graph('{ lostReasons }')).lostReasons).toContain('Too far away');
    await page.context().close();
  });

  it('what is typed into a pipeline stays while somebody else saves theirs, and is not written over it unseen', async () => {
    const page = await visitor.signedIn();
    const colleague = await visitor.signedIn(rita);
    const fields = async (of: Page) => {
      await of.goto('/settings/pipelines');
      const stage = of.getByRole('list', { name: 'Stages' }).getByRole('listitem').nth(2);
      return {
        stage: stage.getByRole('textbox', { name: 'Stage', exact: true }),
        pipeline: of.getByRole('textbox', { name: 'Name', exact: true }),
        save: of.getByRole('button', { name: 'Save' }),
      };
    };
    const [mine, theirs] = [await fields(page), await fields(colleague)];
    await mine.stage.fill('Offer sent');
    await theirs.pipeline.fill('Sales abroad');
    await theirs.save.click();
    await colleague.getByText('Sales abroad saved').waitFor();
    await colleague.context().close();

    // Looked at again, it has the other's name, and what was typed here.
    await page.reload();
    await eventually(async () => expect(await mine.pipeline.inputValue()).toBe('Sales abroad'));
    expect(await mine.stage.inputValue()).toBe('Offer sent');
    await mine.save.click();
    await page.getByRole('alert').filter({ hasText: 'Somebody else has changed this meanwhile.' }).waitFor();
    await page.getByRole('button', { name: 'Discard' }).click();
    expect(await mine.stage.inputValue()).toBe('Proposal sent');
    await mine.stage.fill('Offer sent');
    await mine.pipeline.fill('Sales');
    await mine.save.click();
    await page.getByText('Sales saved').waitFor();
    const saved = async () =>
      (await visitor.system.graph('{ pipelines { edges { node { name stages { name } } } } }')).pipelines.edges[0].node;
    expect(await saved()).toMatchObject({ name: 'Sales', stages: expect.arrayContaining([{ name: 'Offer sent' }]) });
    // A second save follows the first: it is not taken for somebody else's.
    await mine.stage.fill('Proposal sent');
    await mine.save.click();
    await eventually(async () => expect(await saved()).toMatchObject({ stages: expect.arrayContaining([{ name: 'Proposal sent' }]) }));
    await page.context().close();
  });

  it('on a phone the board is a list of stages; a deal is moved by a menu', async () => {
    const page = await visitor.signedIn(undefined, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await page.goto('/deals');
    await page.getByRole('button', { name: /^Qualified/ }).tap();
    await page.getByRole('button', { name: 'Move Harbour cranes' }).tap();
    await page.getByRole('menuitem', { name: 'Negotiation' }).tap();
    await page.getByText('Harbour cranes moved to Negotiation').waitFor();
    await page.getByRole('button', { name: /^Negotiation/ }).tap();
    await page.getByRole('article', { name: 'Harbour cranes' }).waitFor();
    await expectAccessible(page);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await page.context().close();
  });
});
