import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@throughline/test-kit';
import { System } from '../system.js';

interface BulkEdit {
  readonly id: string;
  readonly status: string;
  readonly total: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: number;
  readonly refused: readonly { readonly id: string; readonly message: string }[];
}

interface Page {
  readonly edges: readonly {
    readonly node: { readonly changes: { readonly edges: readonly { readonly node: { readonly from: unknown; readonly to: unknown } }[] } };
  }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const SELECTED = 'id status total changed unchanged failed refused { id message }';
const people = 1_200;

describe('a change of thousands of people', () => {
  let system: System;
  beforeAll(async () => {
    system = await System.start();
    const rows = Array.from({ length: people }, (_, n) => `Person,Number ${String(n).padStart(4, '0')},p${n}@example.com`);
    await system.import('contacts', `Given name,Family name,E-mail\n${rows.join('\n')}\n`);
  }, 180_000);
  afterAll(() => system?.close());

  const look = async (id: string): Promise<BulkEdit | null> =>
    (await system.graph(`query($id: ID!) { bulkEdit(id: $id) { ${SELECTED} } }`, { id })).bulkEdit;
  const ended = async (id: string) =>
    (await until(
      () => look(id),
      (edit) => edit?.status === 'DONE' || edit?.status === 'FAILED',
      120,
    ))!;
  /** How many people have had `times` changes of their title, and this one last. */
  async function changedTimes(times: number, from: string, to: string): Promise<number> {
    const query = `query($filter: ContactFilter, $after: String) { contacts(filter: $filter, first: 200, after: $after) {
      edges { node { changes(field: "title", first: 3) { edges { node { from to } } } } } pageInfo { hasNextPage endCursor } } }`;
    let count = 0;
    for (let after: string | null = null; ;) {
      const { edges, pageInfo }: Page = (await system.graph(query, { filter: { givenName: { eq: 'Person' } }, after })).contacts;
      for (const { node } of edges) {
        const [last] = node.changes.edges;
        if (node.changes.edges.length === times && last?.node.from === (from || null) && last.node.to === (to || null)) count++;
      }
      if (!pageInfo.hasNextPage) return count;
      after = pageInfo.endCursor;
    }
  }

  it('goes on where it was when the product is killed in the middle, does nothing twice, and is taken back so too', async () => {
    const input = { filter: { givenName: { eq: 'Person' } }, set: { title: 'Customer' } };
    const begun: BulkEdit = (await system.mutate('updateContacts', input, `bulkEdit { ${SELECTED} }`)).bulkEdit;
    expect(begun.total).toBe(people);
    const kill = async (id: string) => {
      await until(
        () => look(id),
        (edit) => !!edit && edit.changed > 0,
      );
      await system.kill();
      await system.run();
      const after = (await until(
        () => look(id),
        (edit) => !!edit,
      ))!;
      // Else nothing was interrupted.
      return after.status !== 'DONE';
    };
    expect(await kill(begun.id)).toBe(true);
    expect(await ended(begun.id)).toEqual({
      id: begun.id,
      status: 'DONE',
      total: people,
      changed: people,
      unchanged: 0,
      failed: 0,
      refused: [],
    });
    expect(await changedTimes(1, '', 'Customer')).toBe(people);

    const { edges } = (await system.graph('{ contacts(filter: { givenName: { eq: "Person" } }, first: 1) { edges { node { id } } } }'))
      .contacts;
    const [{ node: since }] = edges;
    await system.mutate('updateContact', { id: since.id, title: 'Friend' }, 'contact { id }');
    const undo: BulkEdit = (await system.mutate('undoBulkEdit', { id: begun.id }, `bulkEdit { ${SELECTED} }`)).bulkEdit;
    expect(await kill(undo.id)).toBe(true);
    expect(await ended(undo.id)).toEqual({
      id: undo.id,
      status: 'DONE',
      total: people,
      changed: people - 1,
      unchanged: 0,
      failed: 1,
      refused: [{ id: since.id, message: 'Changed since, and left as it is: Job title.' }],
    });
    expect(await changedTimes(2, 'Customer', '')).toBe(people - 1);
  }, 300_000);
});
