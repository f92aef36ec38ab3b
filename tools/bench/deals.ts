import { createEventCodec, type EventInitOf } from '@throughline/contracts';
import { OpportunityEventSchema } from '@throughline/contracts/sales';
import type { EventStore } from '@throughline/event-store';
import { ViewRow, type View } from '@throughline/views';
import { randomUUID } from 'node:crypto';
import { Column, Entity } from 'typeorm';

@Entity()
export class DealRow extends ViewRow {
  @Column('text') name!: string;
  @Column('numeric', { nullable: true }) amount!: string | null;
  @Column('text', { nullable: true }) nextStep!: string | null;
  @Column('int') revision!: number;
  @Column('timestamptz') updatedAt!: string;
}

/** Nothing in these events is personal. */
export const codec = createEventCodec({ forSealing: async () => new Map(), forOpening: async () => new Map() });

/** A row a deal, four events each. */
export const deals: View<DealRow, typeof OpportunityEventSchema> = {
  name: 'deals',
  version: 1,
  entity: DealRow,
  streams: [OpportunityEventSchema],
  project(row, event) {
    const seen = { revision: event.revision, updatedAt: event.recordedAt };
    if (event.type === 'OpportunityOpened')
      return { name: event.data.name, amount: event.data.amount?.amount ?? null, nextStep: null, ...seen };
    if (!row) return null;
    switch (event.type) {
      case 'OpportunityRenamed':
        return { ...row, name: event.data.name, ...seen };
      case 'OpportunityNextStepChanged':
        return { ...row, nextStep: event.data.nextStep, ...seen };
      default:
        return { ...row, ...seen };
    }
  },
};

/** Deals of four events each. Answers the last position. */
export async function fill(store: EventStore, events: number): Promise<bigint> {
  let position = 0n;
  for (let left = events / 4; left > 0; left -= 500) {
    const appended = await Promise.all(
      Array.from({ length: Math.min(left, 500) }, () =>
        append(store, randomUUID(), 0, [
          {
            type: 'OpportunityOpened',
            data: { name: 'Renewal of the frame contract', amount: { amount: '12500.00', currency: 'EUR' }, pipelineId: randomUUID() },
          },
          { type: 'OpportunityNextStepChanged', data: { nextStep: 'Call the head of procurement' } },
          { type: 'OpportunityRenamed', data: { name: 'Renewal and upgrade of the frame contract' } },
          { type: 'OpportunityNextStepChanged', data: { nextStep: 'Send the proposal' } },
        ]),
      ),
    );
    for (const each of appended) if (each > position) position = each;
  }
  return position;
}

/** To the deal's stream. Answers the position of the last event. */
export async function append(
  store: EventStore,
  id: string,
  expectedRevision: number,
  inits: readonly EventInitOf<typeof OpportunityEventSchema>[],
): Promise<bigint> {
  const stream = { tenant: 'main', category: 'opportunity', id };
  const command = { tenant: 'main', actor: 'ann', operation: 'bench', commandId: randomUUID() };
  const meta = {
    actor: 'ann',
    operation: 'bench',
    commandId: command.commandId,
    correlationId: command.commandId,
    occurredAt: '2026-03-02T09:00:00.000Z',
  };
  const encoded = await codec.encode(OpportunityEventSchema, stream, inits);
  const events = encoded.map(({ type, data, public: isPublic }) => ({ id: randomUUID(), type, data, meta: { ...meta, public: isPublic } }));
  const result = await store.append({ stream, expectedRevision, command, requestHash: '', events });
  if (result.outcome !== 'appended') throw new Error(result.outcome);
  return result.position;
}
