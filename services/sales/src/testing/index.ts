import { randomUUID } from 'node:crypto';
import { AccountEventSchema, ContactEventSchema } from '@throughline/contracts/contacts';
import { TestServices, type TestUser } from '@throughline/service-kit/testing';
import { sales } from '../sales.service.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Answer = any;

/** Sales on real databases, with its neighbours played. */
export class TestSales {
  private constructor(
    readonly services: TestServices,
    /** Of the team "North", as are all that are made without a team. */
    readonly manager: TestUser,
    readonly admin: TestUser,
    readonly north: string,
    readonly south: string,
  ) {}

  static async start(): Promise<TestSales> {
    const services = await TestServices.start([sales]);
    const north = await services.team('North');
    const south = await services.team('South');
    return new TestSales(
      services,
      await services.user({ role: 'MANAGER', teamId: north }),
      await services.user({ role: 'ADMIN' }),
      north,
      south,
    );
  }

  close(): Promise<void> {
    return this.services.close();
  }

  user(given: Parameters<TestServices['user']>[0] = {}): Promise<TestUser> {
    return this.services.user({ teamId: this.north, ...given });
  }

  /** A query that has to succeed. */
  query(text: string, variables: Record<string, unknown> = {}, user = this.manager): Promise<Answer> {
    return this.services.data('sales', text, variables, user.token);
  }

  /** `mutate('winOpportunity', { id }, 'opportunity { status }')`: what the payload holds. */
  async mutate(name: string, input: object, selection: string, user = this.manager): Promise<Answer> {
    return (await this.query(mutation(name, selection), { input }, user))[name];
  }

  /** The extensions of the error, with its message. */
  async refusal(name: string, input: object, user = this.manager): Promise<Answer> {
    const selection = PAYLOADS[name] ?? (/Opportunity$/.test(name) ? 'opportunity { id }' : 'lead { id }');
    const { errors, data } = await this.services.execute('sales', mutation(name, selection), { input }, user.token);
    if (!errors?.[0]) throw new Error(`It was taken: ${JSON.stringify(data)}`);
    return { ...errors[0].extensions, message: errors[0].message };
  }

  /** Of the played contacts: an account, whose id is answered. */
  async account(name: string, ownerId = this.manager.id, id: string = randomUUID()): Promise<string> {
    const contacts = await this.services.play('contacts');
    await contacts.publish(AccountEventSchema, 'account', id, { type: 'AccountCreated', data: { name, ownerId } });
    return id;
  }

  async contact(ownerId = this.manager.id): Promise<string> {
    const id = randomUUID();
    const contacts = await this.services.play('contacts');
    await contacts.publish(ContactEventSchema, 'contact', id, { type: 'ContactCreated', data: { familyName: 'Somebody', ownerId } });
    return id;
  }

  /** Answers the id, and the ids of the stages by name. */
  async pipeline(name: string, stages: readonly object[], more: object = {}): Promise<{ id: string; stages: Record<string, string> }> {
    const { pipeline } = await this.mutate('createPipeline', { name, stages, ...more }, 'pipeline { id stages { id name } }');
    return {
      id: pipeline.id,
      stages: Object.fromEntries(pipeline.stages.map((stage: { id: string; name: string }) => [stage.name, stage.id])),
    };
  }

  async opportunity(input: object, user = this.manager): Promise<string> {
    return (await this.mutate('createOpportunity', { name: 'A deal', ...input }, 'opportunity { id }', user)).opportunity.id;
  }

  async export(path: string, user = this.manager): Promise<string> {
    const response = await fetch(`${this.services.get('sales').url}/exports/${path}`, {
      headers: { authorization: `Bearer ${user.token}` },
    });
    return response.ok ? response.text() : `${response.status} ${await response.text()}`;
  }
}

const PAYLOADS: Readonly<Record<string, string>> = {
  createPipeline: 'pipeline { id }',
  updatePipeline: 'pipeline { id }',
  createAssignmentRule: 'rule { id }',
  createProduct: 'product { id }',
  createPriceBook: 'priceBook { id }',
  setLostReasons: 'reasons',
};

function mutation(name: string, selection: string): string {
  return `mutation($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ${selection} } }`;
}

/** Asks until the answer is there: what a policy or another service makes comes of itself. */
export async function eventually<T>(ask: () => Promise<T | undefined | null | false>): Promise<T> {
  const until = Date.now() + 20_000;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > until) throw new Error('It did not come.');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
