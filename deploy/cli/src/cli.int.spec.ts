import { randomUUID } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createEventCodec } from '@throughline/contracts';
import { PostgresEventStore } from '@throughline/event-store';
import { sales } from '@throughline/sales';
import { directoryViews } from '@throughline/service-kit';
import { TestServices, type TestUser } from '@throughline/service-kit/testing';
import pg from 'pg';
import { throughline, type Installation } from './cli.js';

describe('the command line', () => {
  let services: TestServices;
  let admin: TestUser;
  let store: PostgresEventStore;
  let database: pg.Pool;
  let installation: Installation;

  beforeAll(async () => {
    services = await TestServices.start([sales]);
    admin = await services.user({ role: 'ADMIN' });
    const databaseUrl = services.databaseUrls.get('sales')!;
    store = await PostgresEventStore.open({ url: databaseUrl });
    database = new pg.Pool({ connectionString: databaseUrl, max: 2 });
    database.on('error', () => {});
    const { policies = [] } = sales;
    installation = {
      services: [{ name: 'sales', databaseUrl, store, views: [...directoryViews, ...sales.views], policies }],
      relayed: false,
      bus: services.bus,
      deadLetters: undefined,
      codec: createEventCodec(services.keys),
      openKeys: async () => {},
    };
  });
  afterAll(async () => {
    await database.end();
    await store.close();
    await services.close();
  });

  function begin(args: string, interrupted = AbortSignal.abort()) {
    const [out, err] = [new PassThrough(), new PassThrough()];
    const read = (stream: PassThrough) => String(stream.read() ?? '');
    const code = throughline(args.split(' '), { installation: (_, work) => work(installation), out, err, interrupted: () => interrupted });
    return { out, ended: code.then((each) => ({ code: each, out: read(out), err: read(err) })) };
  }
  const run = (args: string) => begin(args).ended;
  async function json(args: string): Promise<any> {
    const { code, out, err } = await run(`${args} --json`);
    expect([code, err]).toEqual([0, '']);
    return JSON.parse(out);
  }

  async function lead(familyName: string): Promise<string> {
    const created = 'mutation($input: CreateLeadInput!) { createLead(input: $input) { lead { id } } }';
    return (await services.data('sales', created, { input: { familyName, company: 'Acme' } }, admin.token)).createLead.lead.id;
  }

  /** What no build of the code has written: by a store of its own, since one remembers what it has appended, and this is going to be repaired at rest. */
  async function append(type: string, data: object): Promise<string> {
    const [id, commandId] = [randomUUID(), randomUUID()];
    const command = { tenant: 'main', actor: 'test', operation: 'test', commandId };
    const meta = { ...command, correlationId: commandId, occurredAt: new Date().toISOString(), public: true };
    const stream = { tenant: 'main', category: 'product', id };
    const event = { id: randomUUID(), type, data: data as never, meta };
    const other = await PostgresEventStore.open({ url: services.databaseUrls.get('sales')! });
    await other.append({ stream, expectedRevision: 0, events: [event], command, requestHash: '' });
    await other.close();
    return event.id;
  }

  it('lists views and policies with their version, rows and lag, as a table and for scripts', async () => {
    await lead('Listed');
    const { code, out } = await run('views list');
    expect(code).toBe(0);
    expect(out).toMatch(/^SERVICE +VIEW +VERSION +STATE +ROWS +BEHIND +SECONDS +PARKED\n/);
    expect(out).toMatch(/^sales +leads +\d+ +serving /m);
    const views = await json('views list --service sales');
    expect(views).toHaveLength(installation.services[0]!.views.length);
    expect(views).toContainEqual(expect.objectContaining({ view: 'leads', state: 'serving', running: true, parked: 0 }));
    expect(await json('policies list')).toContainEqual(expect.objectContaining({ policy: 'capture-lead', state: 'running' }));
    expect(await json('relay status')).toEqual([
      {
        service: 'sales',
        state: 'not needed',
        head: String((await store.head()).position),
        published: expect.any(String),
        behind: 0,
        seconds: 0,
      },
    ]);
  });

  it('finds a view that is not what the events say, and builds it again', async () => {
    const id = await lead('Unchanged');
    const [view] = (await json('views list')).filter((each: { view: string }) => each.view === 'leads');
    await database.query(`update "${view.table}" set company = 'Somebody else' where id = $1`, [id]);
    const found = await run('verify');
    expect(found.code).toBe(1);
    expect(found.out).toMatch(new RegExp(`✕ sales.leads: .* 1 differences\n +main ${id} company`));
    expect(found.out).toMatch(/1 differences\.\n$/);
    expect(found.out).not.toContain('Somebody else');

    expect(await run('views rebuild sales leads')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^✓ sales: leads built again in /),
    });
    expect(await run('verify')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/✓ sales.leads: .*Every view is what the events say\.\n$/s),
    });
  });

  it('tells what is parked, and tries it again', async () => {
    const id = await append('ProductAdded', { name: 5 });
    const parked = async () => (await json('parked')) as { kind: string; name: string; eventId: string }[];
    while ((await parked()).length === 0);
    expect(await parked()).toEqual([expect.objectContaining({ kind: 'view', name: 'products', type: 'ProductAdded', eventId: id })]);
    expect((await run('parked')).out).toMatch(/^sales +view products +ProductAdded +sales \d+ /m);
    expect(await json('views list')).toContainEqual(expect.objectContaining({ view: 'products', parked: 1 }));

    expect(await run('views replay-parked sales products')).toMatchObject({ code: 1, out: '✕ sales.products: 0 done, 1 still parked\n' });
    await database.query(`update events.events set data = '{"name":"Anvil"}' where event_id = $1`, [id]);
    expect(await run(`views replay-parked sales --event ${id}`)).toMatchObject({
      code: 0,
      out: '✓ sales.products: 1 done, 0 still parked\n',
    });
    expect((await run('parked')).out).toBe('Nothing is parked.\n');
  });

  it('shows a stream or an event, personal fields only when they are asked for', async () => {
    const id = await lead('Sealed');
    const sealed = await run(`events show sales ${id}`);
    expect(sealed).toMatchObject({ code: 0, err: expect.stringMatching(/sealed.*--open/) });
    expect(sealed.out).toMatch(new RegExp(`^main lead/${id} revision 1: LeadCreated\n`));
    expect(sealed.out).not.toContain('Sealed');
    const [event] = await json(`events show sales lead/${id} --open`);
    expect(event).toMatchObject({ service: 'sales', revision: 1, data: { familyName: 'Sealed', company: 'Acme' } });
    for (const named of [event.id, event.position]) expect(await json(`events show sales ${named}`)).toMatchObject([{ id: event.id }]);
    expect(await run('events show sales nothing')).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('no stream, event or position'),
    });
  });

  it('follows the events of a type as they come, until it is interrupted', async () => {
    const before = (await store.head()).position;
    const interrupt = new AbortController();
    const { out, ended } = begin(`events tail sales --from ${before} --type LeadCreated`, interrupt.signal);
    const id = await lead('Followed');
    await new Promise((resolve) => out.once('readable', resolve));
    interrupt.abort();
    const { code, out: said } = await ended;
    expect(code).toBe(0);
    expect(said.split('\n')).toEqual([expect.stringContaining(`LeadCreated  main lead/${id} 1  createLead by ${admin.id}`), '']);
    const [last] = (await run('events tail --lines 1 --no-follow --json')).out.split('\n');
    expect(JSON.parse(last!)).toMatchObject({ service: 'sales', position: String((await store.head()).position) });
    expect(last).not.toContain('Followed');
  });

  it('says what it does not understand, and helps at each level', async () => {
    for (const level of ['--help', 'views --help', 'views rebuild --help', 'events tail --help'])
      expect(await run(level)).toMatchObject({ code: 0, out: expect.stringMatching(/^Usage: throughline /), err: '' });
    expect(await run('veiws list')).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/unknown command 'veiws'/) });
    expect(await run('dead-letters list')).toMatchObject({ code: 1, err: expect.stringMatching(/serves events from the stores/) });
    expect(await run('views rebuild')).toMatchObject({ code: 2, err: expect.stringMatching(/Name a service/) });
    expect(await run('events tail --from 1')).toMatchObject({ code: 2, err: expect.stringMatching(/name it/) });
    expect(await run('events tail sales --from soon')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/A position is a whole number/),
    });
    expect(await run('views list --service sails')).toMatchObject({ code: 1, err: 'There is no service "sails" here. There are sales.\n' });
    expect(await run('views rebuild sales laeds')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^sales has no view "laeds"\. It has .*leads/),
    });
  });

  it('builds views by itself where the service has stopped, and leaves acting to the service', async () => {
    await lead('Before the end');
    await services.get('sales').close();
    expect(await run('views list')).toMatchObject({ code: 0, err: 'sales is not running: nobody feeds its views.\n' });
    expect((await run('policies list')).out).toMatch(/^sales +capture-lead +\d+ +stopped /m);
    const rebuilt = await run('views rebuild sales leads products');
    expect(rebuilt).toMatchObject({
      code: 0,
      out: expect.stringMatching(/2 views built again/),
      err: expect.stringMatching(/are built here/),
    });
    expect(await run('verify')).toMatchObject({ code: 0, out: expect.stringMatching(/Every view is what the events say\.\n$/) });
    await database.query(
      `insert into views.parked (table_name, lane, source, partition, position, event_id, tenant, rows, reason)
       values ('policy:capture-lead', 0, 'marketing', 0, 1, gen_random_uuid(), 'main', '{}', 'RULE_VIOLATED')`,
    );
    expect(await run('policies replay-parked sales')).toMatchObject({ code: 1, err: expect.stringMatching(/^sales is not running/) });
  });
});
