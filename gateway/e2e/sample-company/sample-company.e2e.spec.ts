import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshFolder, until } from '@throughline/test-kit';
import { System } from '../system.js';

/** `npm start -- --demo`, and `npm run demo:remove`. */
describe('the sample company', () => {
  let system: System;
  let own: { account: string; deal: string };

  beforeAll(async () => {
    system = await System.start({}, ['--demo'], freshFolder());
  }, 180_000);
  afterAll(() => system?.close());

  const counts = async () => {
    const query = `{
      accounts { totalCount } contacts { totalCount } leads { totalCount } opportunities { totalCount } tasks { totalCount } products { totalCount }
      forms { totalCount } users(filter: { active: { eq: true } }) { totalCount } assignmentRules { id } }`;
    const { assignmentRules, ...lists } = await system.graph(query);
    const totals = Object.entries(lists as Record<string, { totalCount: number }>).map(([name, { totalCount }]) => [name, totalCount]);
    return { ...Object.fromEntries(totals), assignmentRules: assignmentRules.length } as Record<string, number>;
  };
  const board = async () => {
    const { pipelines } = await system.graph('{ pipelines(first: 1) { edges { node { id } } } }');
    const query = 'query($id: ID!) { pipelineBoard(pipelineId: $id) { stage { name } count total { amount } } }';
    return (await system.graph(query, { id: pipelines.edges[0].node.id })).pipelineBoard as { count: number; total: { amount: string } }[];
  };

  it('has people, companies, leads in every state, deals in every stage with a past, and what was said and is to be done', async () => {
    expect(await counts()).toMatchObject({
      accounts: 44,
      contacts: 124,
      leads: 24,
      opportunities: 64,
      tasks: 24,
      products: 5,
      forms: 1,
      users: 9,
      assignmentRules: 1,
    });
    const columns = await board();
    expect(columns.map(({ count }) => count).every((count) => count > 0)).toBe(true);
    for (const status of ['NEW', 'QUALIFIED', 'DISQUALIFIED', 'CONVERTED']) {
      const { leads } = await system.graph(`{ leads(filter: { status: { eq: ${status} } }) { totalCount } }`);
      expect([status, leads.totalCount > 0]).toEqual([status, true]);
    }
    const query = `{
      won: opportunities(filter: { status: { eq: WON } }, first: 100) { edges { node { createdOn closedOn owner { name } account { name } contacts { id } products { product { name } } } } }
      children: accounts(filter: { not: { parentId: { isNull: true } } }) { totalCount }
      deciders: contacts(filter: { committeeRole: { eq: DECISION_MAKER } }) { totalCount }
      search(text: "nordvand") { kind } }`;
    const { won, children, deciders, search } = await system.graph(query);
    expect([children.totalCount, deciders.totalCount]).toEqual([5, 20]);
    expect(search.map(({ kind }: { kind: string }) => kind)).toEqual(expect.arrayContaining(['ACCOUNT', 'OPPORTUNITY']));
    const today = new Date().toISOString().slice(0, 10);
    for (const { node } of won.edges) {
      expect(node.createdOn < node.closedOn && node.closedOn <= today).toBe(true);
      expect(node).toMatchObject({
        owner: { name: expect.any(String) },
        account: { name: expect.any(String) },
        contacts: [{ id: expect.any(String) }],
      });
    }
    const [{ deals }] = await system.query('activities', `select count(*)::int as deals from events.events where category = 'activity'`);
    expect(deals).toBeGreaterThan(50);
  }, 60_000);

  it('is added once', async () => {
    const before = await counts();
    await system.stop();
    await system.run();
    expect(await counts()).toEqual(before);
  }, 120_000);

  it('goes away by one command, from lists, search, board and figures; what people made stays, and so does the history', async () => {
    own = {
      account: (await system.mutate('createAccount', { name: 'Nordvand of our own' }, 'account { id }')).account.id,
      deal: (
        await system.mutate('createOpportunity', { name: 'Our own deal', amount: { amount: '100', currency: 'EUR' } }, 'opportunity { id }')
      ).opportunity.id,
    };
    const [{ events }] = await system.query('sales', 'select count(*)::int as events from events.events');
    await system.stop();
    const { code, output } = await system.command('demo:remove');
    expect([code, output]).toEqual([0, expect.stringContaining('The sample company is gone')]);
    await system.run();

    expect(await counts()).toEqual({
      accounts: 1,
      contacts: 0,
      leads: 0,
      opportunities: 1,
      tasks: 0,
      products: 0,
      forms: 0,
      users: 1,
      assignmentRules: 0,
    });
    const columns = await board();
    expect(columns.reduce((sum, { count }) => sum + count, 0)).toBe(1);
    expect(columns.reduce((sum, { total }) => sum + Number(total.amount), 0)).toBe(100);
    const search = () => system.graph('{ search(text: "nordvand") { id } }');
    expect(await until(search, ({ search }) => search.length === 1)).toEqual({ search: [{ id: own.account }] });
    const { timeline } = await system.graph('query($id: ID!) { timeline(about: $id) { edges { node { kind } } } }', { id: own.account });
    expect(timeline.edges).toEqual([{ node: { kind: 'ACCOUNT_CREATED' } }]);
    expect(await system.graph('{ teams { totalCount } sampleCompany { status } }')).toEqual({
      teams: { totalCount: 0 },
      sampleCompany: { status: 'REMOVED' },
    });
    const { apiKeys } = await system.graph('{ apiKeys { name revoked } }');
    expect(apiKeys).toEqual([{ name: 'Sample company', revoked: true }]);
    expect((await system.query('sales', 'select count(*)::int as events from events.events'))[0].events).toBeGreaterThan(events);

    const again = await system.command('demo:remove');
    expect([again.code, again.output]).toEqual([1, expect.stringContaining('There is no sample company')]);
  }, 240_000);
});
