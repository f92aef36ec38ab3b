import { beforeAll, expect, it } from '@jest/globals';
import { until } from '@throughline/test-kit';
import { type Client, type Person } from '../client.js';

/** Acceptance story 1: from a visitor's demo request to a won deal, told through the gateway. Each test goes on where the one before ended. */
export function tellDemoRequest(product: () => Client | Promise<Client>): void {
  let system: Client;
  let rep: Person;
  let colleague: Person;
  let outsider: Person;
  let support: Person;
  let onboarding: Person;
  let stages: Record<string, string>;
  let pipelineId: string;
  let leadId: string;
  let account: string;
  let contact: string;
  let deal: string;

  beforeAll(async () => {
    system = await product();
    const company = await system.team('Company');
    const north = await system.team('North', company);
    const south = await system.team('South', company);
    rep = await system.person('Rita Rep', north);
    colleague = await system.person('Carl Colleague', north);
    outsider = await system.person('Otto Other', south);
    support = await system.person('Sam Support', company);
    onboarding = await system.person('Olga Onboarding', await system.team('Onboarding', company));
    const required = ['amount'];
    const { pipeline } = await system.mutate(
      'createPipeline',
      {
        name: 'Demo pipeline',
        stages: [
          { name: 'New lead', probability: '10' },
          { name: 'Proposal', probability: '50', requiredFields: required },
          { name: 'Won', category: 'WON' },
          { name: 'Lost', category: 'LOST' },
        ],
        onboarding: { assigneeId: onboarding.id, title: 'Start onboarding' },
      },
      'pipeline { id stages { id name } }',
    );
    pipelineId = pipeline.id;
    stages = Object.fromEntries(pipeline.stages.map(({ id, name }: { id: string; name: string }) => [name, id]));
    await system.mutate(
      'createAssignmentRule',
      { name: 'Pricing page', position: 1, when: { source: 'pricing-page' }, strategy: 'ROUND_ROBIN', userIds: [rep.id] },
      'rule { id }',
    );
    const fields = [{ key: 'name', required: true }, { key: 'email', kind: 'EMAIL', required: true }, { key: 'company' }];
    const onSubmit = { createLead: true, followUp: { title: 'Call about the demo', dueInBusinessDays: 1 } };
    await system.mutate('createForm', { key: 'demo', name: 'Demo request', fields, onSubmit }, 'form { id }');
  }, 120_000);

  const timeline = async (about: string, person: Person) => {
    const { timeline } = await system.graph(
      'query($about: ID!) { timeline(about: $about, first: 200) { edges { node { kind title body actor { name } } } } }',
      { about },
      person,
    );
    return timeline.edges.map(({ node }: { node: { kind: string } }) => node) as {
      kind: string;
      title: string;
      body: string | null;
      actor: { name: string };
    }[];
  };
  const kinds = async (about: string, person: Person) => (await timeline(about, person)).map(({ kind }) => kind);

  it('posted at the edge makes one lead with its source, an owner by the rule, and a task due the next business day', async () => {
    const post = () =>
      fetch(`${system.url}/forms/demo?utm_source=pricing-page&utm_campaign=autumn`, {
        method: 'POST',
        headers: { 'idempotency-key': 'visit-1', referer: 'https://example.org/pricing' },
        body: new URLSearchParams({ name: 'Vera Visitor', email: 'vera@visitor.example', company: 'Visitor Ltd' }),
      });
    const answers = await Promise.all([post(), post(), post()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const ids = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { submissionId: string }).submissionId));
    expect(new Set(ids).size).toBe(1);

    const leads = () =>
      system.graph(
        '{ leads(filter: { source: { eq: "pricing-page" } }) { totalCount edges { node { id name company source campaign status owner { id name } } } } }',
      );
    const { leads: found } = await until(leads, ({ leads }) => leads.edges[0]?.node.owner);
    expect(found).toMatchObject({
      totalCount: 1,
      edges: [
        {
          node: {
            name: 'Vera Visitor',
            company: 'Visitor Ltd',
            campaign: 'autumn',
            status: 'NEW',
            owner: { id: rep.id, name: 'Rita Rep' },
          },
        },
      ],
    });
    leadId = found.edges[0].node.id;

    const tasks = () =>
      system.graph(
        'query($id: ID!) { tasks(filter: { about: { eq: $id } }) { edges { node { title dueAt assignee { name } } } } }',
        { id: leadId },
        rep,
      );
    const { tasks: due } = await until(tasks, ({ tasks }) => tasks.edges.length > 0);
    expect(due.edges).toEqual([{ node: { title: 'Call about the demo', dueAt: expect.any(String), assignee: { name: 'Rita Rep' } } }]);
    const { organisation } = await system.graph('{ organisation { timeZone } }');
    const dayAt = (time: Date) => new Intl.DateTimeFormat('en-CA', { timeZone: organisation.timeZone }).format(time);
    const nextBusinessDay = new Date(`${dayAt(new Date())}T12:00:00Z`);
    do nextBusinessDay.setUTCDate(nextBusinessDay.getUTCDate() + 1);
    while ([0, 6].includes(nextBusinessDay.getUTCDay()));
    expect(dayAt(new Date(due.edges[0].node.dueAt))).toBe(nextBusinessDay.toISOString().slice(0, 10));
    expect(
      await until(
        () => kinds(leadId, rep),
        (all) => all.includes('FORM_SUBMITTED') && all.includes('LEAD_ASSIGNED'),
      ),
    ).toEqual(expect.arrayContaining(['FORM_SUBMITTED', 'LEAD_CREATED', 'LEAD_ASSIGNED', 'TASK_CREATED']));
  });

  it('delivered again, later, creates nothing', async () => {
    await fetch(`${system.url}/forms/demo?utm_source=pricing-page&utm_campaign=autumn`, {
      method: 'POST',
      headers: { 'idempotency-key': 'visit-1', referer: 'https://example.org/pricing' },
      body: new URLSearchParams({ name: 'Vera Visitor', email: 'vera@visitor.example', company: 'Visitor Ltd' }),
    });
    // Something that comes after it has arrived everywhere, so it would have, too.
    const marker = await system.mutate('createLead', { familyName: 'Marker' }, 'lead { id }', rep);
    await until(
      () => system.graph('{ search(text: "Marker") { id } }', {}, rep),
      ({ search }) => search.length > 0,
    );
    expect(marker.lead.id).not.toBe(leadId);
    const { leads, tasks } = await system.graph(
      '{ leads(filter: { email: { eq: "VERA@visitor.example" } }) { totalCount } tasks(filter: { title: { eq: "Call about the demo" } }) { totalCount } }',
    );
    expect([leads.totalCount, tasks.totalCount]).toEqual([1, 1]);
  });

  it('is a demo call and the prospect’s concerns on the record, then an account, a contact and a deal by one conversion', async () => {
    await system.mutate(
      'logActivity',
      { kind: 'CALL', about: [leadId], subject: 'Demo call', body: 'Worried about moving their data', durationMinutes: 30 },
      'activity { id }',
      rep,
    );
    await system.mutate('qualifyLead', { id: leadId }, 'lead { status }', rep);
    const selection =
      'lead { status } account { id name owner { name } } contact { id givenName familyName emails { address } } opportunity { id name amount { amount } stage { name } account { id } contacts { id } }';
    // What contacts makes of it is there when it answers: nobody has to ask again.
    const whole = await system.mutate(
      'convertLead',
      { id: leadId, pipelineId, opportunityName: 'Visitor Ltd demo', commandId: 'convert-1' },
      selection,
      rep,
    );
    expect(whole.lead.status).toBe('CONVERTED');
    expect(whole).toMatchObject({
      account: { name: 'Visitor Ltd', owner: { name: 'Rita Rep' } },
      contact: { givenName: 'Vera', familyName: 'Visitor', emails: [{ address: 'vera@visitor.example' }] },
      opportunity: { name: 'Visitor Ltd demo', amount: null, stage: { name: 'New lead' } },
    });
    [account, contact, deal] = [whole.account.id, whole.contact.id, whole.opportunity.id];
    expect(whole.opportunity).toMatchObject({ account: { id: account }, contacts: [{ id: contact }] });
    const story = await until(
      () => kinds(contact, rep),
      (all) => all.includes('FORM_SUBMITTED') && all.includes('OPPORTUNITY_OPENED'),
    );
    expect(story).toEqual(
      expect.arrayContaining(['FORM_SUBMITTED', 'LEAD_CREATED', 'CALL', 'LEAD_CONVERTED', 'CONTACT_CREATED', 'OPPORTUNITY_OPENED']),
    );
  });

  it('does not move to Proposal without an amount, in the rule’s words; with one it does, and forecast and time in stage follow', async () => {
    const move = { id: deal, stageId: stages['Proposal'] };
    expect(await system.refusal('moveOpportunity', move, 'opportunity { id }', rep)).toMatchObject({
      code: 'RULE_VIOLATED',
      rule: 'stage.requiredFields',
      message: 'A deal in the stage "Proposal" needs an amount.',
    });
    expect(
      (await system.graph('query($id: ID!) { opportunity(id: $id) { stage { name } } }', { id: deal }, rep)).opportunity.stage.name,
    ).toBe('New lead');
    await system.mutate(
      'updateOpportunity',
      { id: deal, amount: { amount: '12000', currency: 'EUR' }, margin: { amount: '4500.50', currency: 'EUR' } },
      'opportunity { id }',
      rep,
    );
    const { opportunity } = await system.mutate(
      'moveOpportunity',
      move,
      'opportunity { stage { name enteredAt } history { stage enteredAt leftAt } amount { amount currency } }',
      rep,
    );
    expect(opportunity).toMatchObject({
      stage: { name: 'Proposal' },
      amount: { amount: '12000.00', currency: 'EUR' },
      history: [
        { stage: 'New lead', leftAt: opportunity.stage.enteredAt },
        { stage: 'Proposal', leftAt: null },
      ],
    });
    const { pipelineBoard } = await system.graph(
      'query($id: ID!) { pipelineBoard(pipelineId: $id) { stage { name } count total { amount } weighted { amount } } }',
      { id: pipelineId },
      rep,
    );
    expect(pipelineBoard).toContainEqual({
      stage: { name: 'Proposal' },
      count: 1,
      total: { amount: '12000.00' },
      weighted: { amount: '6000.00' },
    });
  });

  it('won, gives onboarding a task with the concerns on it, and support sees it all', async () => {
    const { opportunity } = await system.mutate('winOpportunity', { id: deal }, 'opportunity { createdOn }', rep);
    const tasks = () =>
      system.graph(
        // Of another team, they do not see the deal: by it they would find nothing.
        '{ tasks(filter: { title: { startsWith: "Start onboarding" } }) { edges { node { title body assignee { name } } } } }',
        {},
        onboarding,
      );
    const { tasks: handed } = await until(tasks, ({ tasks }) => tasks.edges.length > 0);
    expect(handed.edges).toEqual([
      {
        node: {
          title: 'Start onboarding: Visitor Ltd demo',
          body: expect.stringContaining('Worried about moving their data'),
          assignee: { name: 'Olga Onboarding' },
        },
      },
    ]);

    const seen = await until(
      () => timeline(account, support),
      (all) => all.some(({ kind }) => kind === 'TASK_CREATED') && all.some(({ kind }) => kind === 'OPPORTUNITY_WON'),
    );
    expect(seen.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['FORM_SUBMITTED', 'CALL', 'LEAD_CONVERTED', 'OPPORTUNITY_MOVED', 'OPPORTUNITY_WON']),
    );
    const query = 'query($id: ID!) { opportunity(id: $id) { status closedOn amount { amount } account { name } owner { name } } }';
    expect((await system.graph(query, { id: deal }, support)).opportunity).toEqual({
      status: 'WON',
      closedOn: opportunity.createdOn,
      amount: { amount: '12000.00' },
      account: { name: 'Visitor Ltd' },
      owner: { name: 'Rita Rep' },
    });
  });

  it('shows its margin to the owner, managers and admins only: not in reading, filter, order, totals, search, timeline or export', async () => {
    const query = 'query($id: ID!) { opportunity(id: $id) { name margin { amount } } }';
    expect((await system.graph(query, { id: deal }, rep)).opportunity.margin).toEqual({ amount: '4500.50' });
    expect((await system.graph(query, { id: deal })).opportunity.margin).toEqual({ amount: '4500.50' });
    expect((await system.graph(query, { id: deal }, colleague)).opportunity).toEqual({ name: 'Visitor Ltd demo', margin: null });
    expect((await system.graph(query, { id: deal }, outsider)).opportunity).toBeNull();

    const count = async (filter: object, person: Person) =>
      (await system.graph('query($filter: OpportunityFilter) { opportunities(filter: $filter) { totalCount } }', { filter }, person))
        .opportunities.totalCount;
    expect(await count({ margin: { gte: '4000' } }, rep)).toBe(1);
    for (const filter of [{ margin: { gte: '4000' } }, { not: { margin: { isNull: true } } }, { margin: { eq: '4500.50' } }])
      expect(await count(filter, colleague)).toBe(0);

    const withMargin = async (name: string, amount: string) =>
      (await system.mutate('createOpportunity', { name, pipelineId, margin: { amount, currency: 'EUR' } }, 'opportunity { id }', rep))
        .opportunity.id;
    const small = await withMargin('Small', '1');
    await withMargin('Big', '99999');
    const ordered = async (person: Person) =>
      (
        await system.graph('{ opportunities(orderBy: [{ field: margin }]) { edges { node { name } } } }', {}, person)
      ).opportunities.edges.map(({ node }: { node: { name: string } }) => node.name);
    const told = await ordered(colleague);
    expect(await ordered(rep)).toEqual(['Small', 'Visitor Ltd demo', 'Big']);
    await system.mutate('updateOpportunity', { id: small, margin: { amount: '100000', currency: 'EUR' } }, 'opportunity { id }', rep);
    expect(await ordered(rep)).toEqual(['Visitor Ltd demo', 'Big', 'Small']);
    expect(await ordered(colleague)).toEqual(told);

    const board = 'query($id: ID!, $filter: OpportunityFilter) { pipelineBoard(pipelineId: $id, filter: $filter) { count } }';
    const { pipelineBoard } = await system.graph(board, { id: pipelineId, filter: { margin: { gt: '0' } } }, colleague);
    expect(pipelineBoard.map(({ count }: { count: number }) => count)).toEqual([0, 0, 0, 0]);

    const found = async (text: string, person: Person) =>
      (await system.graph('query($text: String!) { search(text: $text) { id title subtitle highlight } }', { text }, person)).search;
    const [hit] = await found('Visitor Ltd demo', colleague);
    expect(hit).toMatchObject({ id: deal });
    expect(JSON.stringify(hit)).not.toContain('4500');
    // Nobody finds a deal by its margin: the box is one for all, whatever fields they may read.
    for (const person of [rep, colleague, system.admin]) expect(await found('4500.50', person)).toEqual([]);
    expect(JSON.stringify(await timeline(deal, colleague))).not.toContain('4500');
    const csv = async (person: Person) => {
      const response = await fetch(`${system.url}/exports/opportunities.csv`, { headers: { authorization: `Bearer ${person.token}` } });
      expect(response.status).toBe(200);
      return response.text();
    };
    for (const person of [rep, system.admin]) expect(await csv(person)).toContain('4500.5');
    expect(await csv(colleague)).toContain('Visitor Ltd demo');
    expect(await csv(colleague)).not.toContain('4500');
  });

  it('is nowhere for a rep of another team', async () => {
    const seen = await system.graph(
      '{ leads { totalCount } opportunities { totalCount } accounts { totalCount } contacts { totalCount } search(text: "Visitor") { id } tasks { totalCount } }',
      {},
      outsider,
    );
    expect(seen).toEqual({
      leads: { totalCount: 0 },
      opportunities: { totalCount: 0 },
      accounts: { totalCount: 0 },
      contacts: { totalCount: 0 },
      search: [],
      tasks: { totalCount: 0 },
    });
    const { errors } = await system.execute(
      'query($about: ID!) { timeline(about: $about) { edges { cursor } } }',
      { about: deal },
      outsider,
    );
    expect(errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    expect(
      (
        await fetch(`${system.url}/exports/opportunities.csv`, { headers: { authorization: `Bearer ${outsider.token}` } }).then(
          (response) => response.text(),
        )
      )
        .trim()
        .split('\n'),
    ).toHaveLength(1);
    expect((await system.refusal('moveOpportunity', { id: deal, stageId: stages['New lead'] }, 'opportunity { id }', outsider)).code).toBe(
      'NOT_FOUND',
    );
  });
}
