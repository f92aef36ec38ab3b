import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BulkEditRow } from '@throughline/bulk-edits';
import { ContactsBulkEditEventSchema } from '@throughline/contracts/contacts';
import { TestServices, type PlayedService, type TestUser } from '@throughline/service-kit/testing';
import { until } from '@throughline/test-kit';
import { DataSource } from 'typeorm';
import { activities } from '../activities.service.js';

let services: TestServices;
let contacts: PlayedService;
let ada: TestUser;
let bob: TestUser;
let admin: TestUser;

beforeAll(async () => {
  services = await TestServices.start([activities]);
  contacts = await services.play('contacts');
  await Promise.all([services.play('sales'), services.play('marketing')]);
  const team = await services.team('North');
  ada = await services.user({ name: 'Ada', teamId: team });
  bob = await services.user({ name: 'Bob', teamId: team });
  admin = await services.user({ role: 'ADMIN' });
}, 60_000);
afterAll(() => services?.close());

const data = (query: string, variables: object, user = ada): Promise<any> =>
  services.data('activities', query, { ...variables }, user.token);
const SELECTED = 'id kind status total changed unchanged failed refused { id message } problem undoes undoneBy';
const UPDATE = `mutation($input: UpdateTasksInput!) { updateTasks(input: $input) { bulkEdit { ${SELECTED} } } }`;
const UNDO = `mutation($input: UndoBulkEditInput!) { undoBulkEdit(input: $input) { bulkEdit { ${SELECTED} } } }`;

const task = async (input: object): Promise<string> =>
  (await data('mutation($input: CreateTaskInput!) { createTask(input: $input) { task { id } } }', { input: { title: 'Task', ...input } })).createTask.task.id; // prettier-ignore
const tasks = (ids: readonly string[], selection: string) =>
  Promise.all(ids.map(async (id) => (await data(`query($id: ID!) { task(id: $id) { ${selection} } }`, { id })).task));
const bulkEdit = async (id: string, user = ada) =>
  (await data(`query($id: ID!) { bulkEdit(id: $id) { ${SELECTED} } }`, { id }, user)).bulkEdit;
const ended = (id: string) =>
  until(
    () => bulkEdit(id),
    (edit) => edit?.status === 'DONE' || edit?.status === 'FAILED',
  );
const edited = async (input: object) => ended((await data(UPDATE, { input })).updateTasks.bulkEdit.id);
const undo = async (id: string, user = ada) => (await data(UNDO, { input: { id } }, user)).undoBulkEdit.bulkEdit;
const refusal = async (id: string, user = ada) =>
  (await services.execute('activities', UNDO, { input: { id } }, user.token)).errors?.[0]?.extensions;

describe('many tasks changed at a time', () => {
  it('are given to somebody, put off and completed, and all that is taken back', async () => {
    const dueAt = '2099-01-01T09:00:00.000Z';
    const ids = [await task({ dueAt, kind: 'Call' }), await task({})];
    await data('mutation($id: ID!) { completeTask(input: { id: $id }) { task { id } } }', { id: ids[1] });
    const edit = await edited({ ids, set: { assigneeId: bob.id, dueAt: '2099-02-01T09:00:00Z', open: false, kind: null } });
    expect(edit).toMatchObject({ kind: 'tasks', status: 'DONE', total: 2, changed: 2, unchanged: 0, failed: 0, undoneBy: null });
    const selection = 'assigneeId dueAt open kind';
    const done = { assigneeId: bob.id, dueAt: '2099-02-01T09:00:00.000Z', open: false, kind: null };
    expect(await tasks(ids, selection)).toEqual([done, done]);
    expect((await edited({ ids, set: { open: false } })).unchanged).toBe(2);

    const begun = await undo(edit.id);
    expect(begun).toMatchObject({ kind: 'tasks', status: 'QUEUED', total: 2, undoes: edit.id });
    expect((await undo(edit.id)).id).toBe(begun.id);
    expect(await ended(begun.id)).toMatchObject({ status: 'DONE', changed: 2, refused: [], undoes: edit.id });
    expect((await bulkEdit(edit.id)).undoneBy).toBe(begun.id);
    expect(await tasks(ids, selection)).toEqual([
      { assigneeId: ada.id, dueAt, open: true, kind: 'Call' },
      { assigneeId: ada.id, dueAt: null, open: false, kind: null },
    ]);
  });

  it('are those that a filter lets through', async () => {
    const body = randomUUID();
    const ids = [await task({ body }), await task({ body })];
    const edit = await edited({ filter: { body: { eq: body } }, archive: true });
    expect(edit.changed).toBe(2);
    expect(await tasks(ids, 'archived')).toEqual([{ archived: true }, { archived: true }]);
  });
});

describe('a bulk edit', () => {
  it('of another department is shown with its progress to whoever asked for it, and taken back within 30 days of its end', async () => {
    const id = randomUUID();
    const record = randomUUID();
    const says = (type: 'Started' | 'Progressed' | 'Finished', event: object) =>
      contacts.publish(ContactsBulkEditEventSchema, 'bulk_edit', id, { type: `ContactsBulkEdit${type}`, data: event } as never, ada.id);
    await says('Started', { kind: 'contacts', total: 40, requestedBy: ada.id });
    const refused = [{ recordId: record, message: 'Not this one.' }];
    await says('Progressed', { progress: { done: 20, changed: 17, unchanged: 2, failed: 1 }, refused });
    const running = { id, kind: 'contacts', status: 'RUNNING', total: 40, changed: 17, unchanged: 2, failed: 1 };
    expect(
      await until(
        () => bulkEdit(id),
        (edit) => edit?.status === 'RUNNING',
      ),
    ).toEqual({ ...running, refused: [{ id: record, message: 'Not this one.' }], problem: null, undoes: null, undoneBy: null });
    expect(await bulkEdit(id, bob)).toBeNull();
    expect(await refusal(id)).toMatchObject({ code: 'RULE_VIOLATED', rule: 'bulkEdit.running' });
    await says('Finished', {});
    await ended(id);
    expect(await refusal(id, bob)).toMatchObject({ code: 'NOT_FOUND' });
    const rows = services.get('activities').get(DataSource).getRepository(BulkEditRow);
    const finishedDaysAgo = (days: number) => rows.update({ id }, { finishedAt: new Date(Date.now() - days * 86_400_000).toISOString() });
    await finishedDaysAgo(31);
    expect(await refusal(id)).toMatchObject({ code: 'RULE_VIOLATED', rule: 'bulkEdit.old' });
    await finishedDaysAgo(29);
    const begun = await undo(id, admin);
    expect(begun).toMatchObject({ kind: 'contacts', status: 'QUEUED', total: 40, changed: 0, refused: [], undoes: id });
    // Its department has not heard of it yet.
    expect(await bulkEdit(begun.id, admin)).toEqual(begun);
  });
});
