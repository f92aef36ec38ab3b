import type { RecordedEventOf } from '@throughline/contracts';
import { ActivityEventSchema, InboxEventSchema, TaskEventSchema } from '@throughline/contracts/activities';
import { AccountEventSchema, ContactEventSchema, ContactsImportEventSchema } from '@throughline/contracts/contacts';
import { LeadEventSchema, OpportunityEventSchema, SalesImportEventSchema } from '@throughline/contracts/sales';
import { newsOf, type NewsEvent } from '../notification/news.view.js';
import { notifications } from '../notification/notification.view.js';
import type { RecordKind } from '../record/record.view.js';
import type { ChangeKind } from '../schema.types.js';

/** What readers are told of, if they may see it. */
export interface Change {
  readonly kind: ChangeKind;
  readonly id: string | null;
  readonly revision: number | null;
  readonly by: string | null;
  readonly at: string;
}

/** A {@link Change} of a record, and what decides who may know of it. */
export interface RecordChange extends Change {
  readonly id: string;
  /** Whose the record was until now, `''` nobody's: who saw it then is told as well. */
  readonly was?: string;
}

/** What a batch of events changes in one tenant. */
export interface Changes {
  readonly tenant: string;
  readonly records: readonly RecordChange[];
  /** The users whose notifications are others now. */
  readonly notified: readonly string[];
}

export const liveStreams = [
  ContactEventSchema,
  AccountEventSchema,
  LeadEventSchema,
  OpportunityEventSchema,
  TaskEventSchema,
  ActivityEventSchema,
  InboxEventSchema,
  ContactsImportEventSchema,
  SalesImportEventSchema,
];
type Streams = (typeof liveStreams)[number];
export type LiveEvent = RecordedEventOf<Streams>;

const kinds: Readonly<Record<string, RecordKind>> = {
  contact: 'CONTACT',
  account: 'ACCOUNT',
  lead: 'LEAD',
  opportunity: 'OPPORTUNITY',
  task: 'TASK',
};

/**
 * By tenant. Of each record the last, whose former owner is that before all of them. `aboutOf`: the records that an activity is or was about. `followersOf`:
 * who follows any of the records.
 */
export async function changesOf(
  events: readonly LiveEvent[],
  aboutOf: (event: LiveEvent) => Promise<readonly string[]>,
  followersOf: (tenant: string, ids: readonly string[]) => Promise<readonly string[]>,
): Promise<readonly Changes[]> {
  const tenants = new Map<string, { records: Map<string, RecordChange>; notified: Set<string> }>();
  for (const event of events) {
    const { stream, type, data, revision, recordedAt: at, meta } = event as RecordedEventOf<typeof ContactEventSchema>;
    let of = tenants.get(stream.tenant);
    if (!of) tenants.set(stream.tenant, (of = { records: new Map(), notified: new Set() }));
    const { records, notified } = of;
    const told = { by: meta.actor, at };
    const kind = kinds[stream.category];
    if (kind) {
      const was = records.get(stream.id)?.was ?? formerOwner(data);
      records.set(stream.id, { ...told, kind, id: stream.id, revision, ...(was !== undefined && { was }) });
    }
    if (stream.category === 'activity')
      for (const id of await aboutOf(event)) records.set(`timeline ${id}`, { ...told, kind: 'TIMELINE', id, revision: null });
    if (stream.category === 'inbox' && /Read$/.test(type)) notified.add(stream.id);
    if (event.stream.category !== 'inbox')
      for (const key of notifications.keys!(event as Parameters<NonNullable<typeof notifications.keys>>[0]))
        notified.add(key.split(' ')[1]!);
    const news = newsOf(event as NewsEvent);
    if (news.length > 0) for (const user of await followersOf(stream.tenant, news)) if (user !== meta.actor) notified.add(user);
  }
  return [...tenants].map(([tenant, { records, notified }]) => ({ tenant, records: [...records.values()], notified: [...notified] }));
}

/** Of an event that gives a record to somebody else. */
function formerOwner(data: object): string | undefined {
  const { previousOwnerId, previousAssigneeId } = data as { previousOwnerId?: string; previousAssigneeId?: string };
  return previousOwnerId ?? previousAssigneeId;
}
