import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runScript } from '@throughline/test-kit';
import { System } from '../system.js';

const services = ['activities', 'contacts', 'identity', 'marketing', 'sales'];

describe('the command line of an installation', () => {
  let system: System;
  beforeAll(async () => {
    system = await System.start();
  });
  afterAll(() => system.close());

  const cli = (...args: string[]) => system.command('throughline', ...args);
  async function json(...args: string[]): Promise<any[]> {
    const { code, output } = await cli(...args, '--json');
    expect([code, output]).toEqual([0, expect.stringMatching(/^\[.*\]\n$/)]);
    return JSON.parse(output);
  }
  const createContact = async (familyName: string) =>
    (await system.mutate('createContact', { familyName }, 'contact { id }')).contact.id as string;

  it('looks after it while people work', async () => {
    const id = await createContact('Ada');
    const views = await json('views', 'list');
    expect(new Set(views.map(({ service }) => service))).toEqual(new Set(services));
    expect(new Set(views.map(({ state, running }) => `${state} ${running}`))).toEqual(new Set(['serving true']));
    expect(views).toContainEqual(expect.objectContaining({ service: 'contacts', view: 'contacts', parked: 0 }));
    expect((await json('relay', 'status')).map(({ service, behind }) => [service, behind])).toEqual(services.map((name) => [name, 0]));
    expect(await json('events', 'show', 'contacts', id)).toMatchObject([{ type: 'ContactCreated', data: { $sealed: expect.any(Object) } }]);
    expect(await json('events', 'show', 'contacts', id, '--open')).toMatchObject([{ data: { familyName: 'Ada' } }]);

    let working = true;
    const names: string[] = [];
    const work = (async () => {
      for (let n = 1; working; n++) {
        await createContact(`Contact ${n}`);
        names.push(`Contact ${n}`);
      }
    })();
    const rebuilt = await cli('views', 'rebuild', 'contacts');
    working = false;
    await work;
    expect(rebuilt).toEqual({ code: 0, output: expect.stringMatching(/✓ contacts: \d+ views built again in /) });
    expect(names.length).toBeGreaterThan(0);
    const { contacts } = await system.graph('{ contacts { totalCount } }');
    expect(contacts.totalCount).toBe(names.length + 1);
    expect(await cli('verify')).toEqual({ code: 0, output: expect.stringContaining('Every view is what the events say.') });
  });

  it('takes the addresses of services that run by themselves from the environment', async () => {
    const environment = {
      DATABASE_URL_TEMPLATE: (await system.databaseUrl('SERVICE')).replace('SERVICE', '{service}'),
      KEYS_URL: await system.databaseUrl('keys'),
      MASTER_KEY_FILE: `${system.folder}/master.key`,
      BUS_URL: 'embedded:',
    };
    const run = async (changed: Record<string, string>, ...args: string[]) => {
      const running = runScript('throughline', '/nowhere', { args, environment: { ...environment, ...changed }, sources: true });
      return { code: (await running.ended).code, output: running.output() };
    };
    expect(await run({}, 'verify', '--service', 'contacts')).toEqual({ code: 0, output: expect.stringContaining('✓ contacts.contacts: ') });
    const wrongDatabase = await run(
      { DATABASE_URL_TEMPLATE: `${await system.databaseUrl('keys')}?application_name={service}` },
      'views',
      'list',
    );
    expect(wrongDatabase).toEqual({ code: 1, output: 'The database of activities cannot be used: activities has never run on it\n' });
    const wrongKey = await run({ MASTER_KEY: Buffer.alloc(32).toString('base64') }, 'verify', '--service', 'contacts');
    expect(wrongKey).toEqual({ code: 1, output: expect.stringMatching(/^The keys cannot be used: /) });
    const nobody = await run({ KEYS_URL: 'postgres://127.0.0.1:1/keys' }, 'verify', '--service', 'contacts');
    expect(nobody).toEqual({ code: 1, output: expect.stringMatching(/^The keys cannot be used: .*ECONNREFUSED/) });
  });

  it('goes on looking after it when it is stopped', async () => {
    await system.stop();
    const { code, output } = await cli('views', 'list', '--service', 'sales');
    expect([code, output]).toEqual([0, expect.stringMatching(/^sales is not running: nobody feeds its views\.$/m)]);
    expect(await cli('views', 'rebuild', '--all')).toEqual({
      code: 0,
      output: expect.stringMatching(/✓ sales: \d+ views built again in /),
    });
    expect(await cli('verify')).toEqual({ code: 0, output: expect.stringContaining('Every view is what the events say.') });
    expect(await cli('views', 'list', '--service', 'stock')).toEqual({
      code: 1,
      output: expect.stringMatching(/^There is no service "stock"/),
    });
    const nowhere = runScript('throughline', '/nowhere/data', { args: ['views', 'list'], sources: true });
    expect([(await nowhere.ended).code, nowhere.output()]).toEqual([1, 'There is no installation of Throughline in /nowhere/data.\n']);
  });
});
