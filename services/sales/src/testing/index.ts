import { randomUUID } from 'node:crypto';
import type { EventCodec } from '@throughline/contracts';
import { BulkEditRow } from '@throughline/bulk-edits';
import { BulkEditUndoEventSchema } from '@throughline/contracts/activities';
import { AccountEventSchema, ContactEventSchema } from '@throughline/contracts/contacts';
import { ImportRecord } from '@throughline/imports';
import { CODEC, Commands } from '@throughline/service-kit';
import { TestServices, type TestUser } from '@throughline/service-kit/testing';
import { until } from '@throughline/test-kit';
import { PolicyRunner } from '@throughline/views';
import { DataSource } from 'typeorm';
import { sales } from '../sales.service.js';

type Answer = any;

/** Sales on real databases, with its neighbours played. */
export class TestSales {
  private policies?: PolicyRunner;

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

  async close(): Promise<void> {
    await this.policies?.close();
    await this.services.close();
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

  async contact(ownerId = this.manager.id, id: string = randomUUID()): Promise<string> {
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

  /** Every policy is delivered everything again, from the first event on. Answers when it has had it all. */
  async redeliver(): Promise<void> {
    const { policies, views, store, get } = this.services.get('sales');
    await (this.policies ?? policies).close();
    await get(DataSource).query(`UPDATE views.lanes SET cursors = '{}' WHERE table_name LIKE 'policy:%'`);
    const { bus } = this.services;
    const { handler } = get(Commands);
    this.policies = await PolicyRunner.start({ views, store, codec: get<EventCodec>(CODEC), bus, handler, policies: sales.policies! });
    await this.settled();
  }

  /** Policies have acted on all there is, and the views show what they did. */
  async settled(): Promise<void> {
    const { views, store, policies: started } = this.services.get('sales');
    const policies = this.policies ?? started;
    const { position } = await store.head();
    for (const service of ['identity', 'marketing']) await policies.waitForSource(service, (await this.services.bus.head(service)) ?? 0n);
    await policies.waitForSource('sales', position);
    await views.waitFor((await store.head()).position);
  }

  /** `bulkEdit('updateLeads', …)`: how it ended. */
  async bulkEdit(mutation: string, input: object, user = this.manager) {
    const { bulkEdit } = await this.mutate(mutation, input, 'bulkEdit { id }', user);
    return this.bulkEditEnded(bulkEdit.id);
  }

  /** As activities says it. */
  async undoBulkEdit(bulkEditId: string, user = this.manager) {
    const id = randomUUID();
    const activities = await this.services.play('activities');
    const data = { bulkEditId, requestedBy: user.id };
    await activities.publish(BulkEditUndoEventSchema, 'bulk_edit_undo', id, { type: 'BulkEditUndoRequested', data });
    return this.bulkEditEnded(id);
  }

  private async bulkEditEnded(id: string) {
    const rows = this.services.get('sales').get(DataSource).getRepository(BulkEditRow);
    const look = () => rows.findOneBy({ tenant: 'main', id });
    const { status, changed, unchanged, failed, refused, problem } = (await until(look, (row) => !!row?.finishedAt))!;
    if (status !== 'DONE') throw new Error(`${status}: ${problem}`);
    return { id, counts: { changed, unchanged, failed }, refused };
  }

  /** What an import that ends well has counted, and the lines it refused. */
  async import(kind: string, csv: string, options: object = {}, user = this.manager) {
    const form = new FormData();
    form.set('options', JSON.stringify(options));
    form.set('file', new Blob([csv]), 'file.csv');
    const headers = { authorization: `Bearer ${user.token}` };
    const { url, get } = this.services.get('sales');
    const response = await fetch(`${url}/imports/${kind}`, { method: 'POST', body: form, headers });
    if (response.status !== 202) throw new Error(await response.text());
    const { id } = (await response.json()) as { id: string };
    const rows = get(DataSource).getRepository(ImportRecord);
    const look = () => rows.findOneBy({ tenant: 'main', id });
    const { status, problem, ...row } = (await until(look, (row) => !!row?.finishedAt))!;
    if (status !== 'DONE') throw new Error(`${status}: ${problem}`);
    const { created, updated, unchanged, failed } = row;
    const errors = await (await fetch(`${url}/imports/${id}/errors.csv`, { headers })).text();
    return { counts: { created, updated, unchanged, failed }, refused: errors.trim().split('\r\n').slice(1) };
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
  archivePriceBook: 'priceBook { id }',
  setLostReasons: 'reasons',
  updateLeads: 'bulkEdit { id }',
  updateOpportunities: 'bulkEdit { id }',
};

function mutation(name: string, selection: string): string {
  return `mutation($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ${selection} } }`;
}
