import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { serviceOf, type EventCodec } from '@throughline/contracts';
import type { EventStore } from '@throughline/event-store';
import type { Batch } from '@throughline/message-bus';
import type { Viewer } from '@throughline/records';
import { Broadcast, CODEC, Directory, EVENT_STORE, LOG, VIEWS, type Log, type ServiceViews } from '@throughline/service-kit';
import { typesOf } from '@throughline/views';
import { DataSource, In } from 'typeorm';
import { InboxRow } from '../notification/notification.view.js';
import { RecordRow } from '../record/record.view.js';
import type { ChangeKind } from '../schema.types.js';
import { EmploymentRow } from '../timeline/employment.view.js';
import { LinkRow } from '../timeline/link.view.js';
import { changesOf, liveStreams, type Change, type Changes, type LiveEvent, type RecordChange } from './changes.js';
import { manyAt, Subscriber } from './subscriber.js';

/** Of one batch: what is more is told as MANY. */
const MOST_EVENTS = 50;
/** As many as fit a notification. */
const PORTION = 20;
/** How far up a story is followed, as timelines follow it down. */
const DEPTH = 5;

/** What one process of the service has found out, and all pass on to those who listen to them. */
type Told = Changes | { readonly tenant: string; readonly many: true } | { readonly many: true };

interface Reader {
  viewer: Viewer;
  readonly subscriber: Subscriber;
  readonly ids: ReadonlySet<string> | undefined;
  readonly kinds: ReadonlySet<ChangeKind> | undefined;
}

/**
 * Tells readers what changes, once this service's own views have it. The process that applies events says what they changed to all processes, each of
 * which tells those who listen to it what they may know.
 */
@Injectable()
export class Live implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly readers = new Map<string, Set<Reader>>();
  private stops: (() => void)[] = [];
  private working = Promise.resolve();

  constructor(
    private readonly database: DataSource,
    private readonly directory: Directory,
    private readonly broadcast: Broadcast,
    @Inject(VIEWS) private readonly views: ServiceViews,
    @Inject(CODEC) private readonly codec: EventCodec,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    const pass = (told: Told) => this.after(() => this.pass(told));
    this.broadcast.on<Told>('changes', pass, () => pass({ many: true }));
    this.stops = [
      this.views.onApplied((batch, isFirst) => this.after(() => this.announce(batch, isFirst))),
      this.views.onAdvanced((service) => service === 'identity' && this.after(() => this.lookAgain())),
    ];
    // First batches may have come before.
    this.say({ many: true });
  }

  async onApplicationShutdown(): Promise<void> {
    for (const stop of this.stops) stop();
    for (const readers of this.readers.values()) for (const { subscriber } of readers) subscriber.close();
    await this.working;
  }

  subscribe(viewer: Viewer, ids?: readonly string[] | null, kinds?: readonly ChangeKind[] | null): Subscriber {
    const { tenant } = viewer;
    const readers = this.readers.get(tenant) ?? new Set();
    this.readers.set(tenant, readers);
    const subscriber = new Subscriber(() => {
      readers.delete(reader);
      if (readers.size === 0 && this.readers.get(tenant) === readers) this.readers.delete(tenant);
    });
    const reader: Reader = { viewer, subscriber, ids: ids ? new Set(ids) : undefined, kinds: kinds ? new Set(kinds) : undefined };
    readers.add(reader);
    return subscriber;
  }

  /** In this process only: each finds out by itself who has a record open. */
  presenceChanged(tenant: string, id: string, by: string): void {
    const change: RecordChange = { kind: 'PRESENCE', id, revision: null, by, at: new Date().toISOString() };
    this.after(() => this.pass({ tenant, records: [change], notified: [] }));
  }

  /** One after the other: what happened first is told first. */
  private after(work: () => Promise<void>): void {
    this.working = this.working.then(work).catch((error: Error) => {
      this.log.warn({ error: error.name }, 'what changed could not be told; all who listen are told to ask again');
      for (const tenant of this.readers.keys()) this.tellMany(tenant);
    });
  }

  /** Says to all processes what a batch has changed. */
  private async announce({ service, events: all }: Batch, isFirst: boolean): Promise<void> {
    const schemas = liveStreams.filter((schema) => serviceOf(schema) === service);
    if (schemas.length === 0) return;
    // The last words of a process that this one has taken over from may not have been said.
    if (isFirst) return this.say({ many: true });
    const types = new Set(schemas.flatMap(typesOf));
    const events = all.filter(({ type }) => types.has(type));
    if (events.length > MOST_EVENTS) {
      for (const tenant of new Set(events.map(({ stream }) => stream.tenant))) this.say({ tenant, many: true });
      return;
    }
    const opened = await this.codec.decode(schemas, service, events);
    for (const { tenant, records, notified } of await changesOf(opened, this.aboutOf, this.followersOf)) {
      for (let from = 0; from < records.length; from += PORTION)
        this.say({ tenant, records: records.slice(from, from + PORTION), notified: [] });
      for (let from = 0; from < notified.length; from += 5 * PORTION)
        this.say({ tenant, records: [], notified: notified.slice(from, from + 5 * PORTION) });
    }
  }

  private say(told: Told): void {
    this.broadcast.tell('changes', told);
  }

  /** Once it is corrected or removed, its own rows do not know any more what it was about. */
  private readonly aboutOf = async (event: LiveEvent): Promise<readonly string[]> => {
    if (event.type === 'ActivityLogged') return event.data.about;
    const history = await this.store.readStream(event.stream);
    return history.flatMap(({ data }) => (data as { about?: string[] }).about ?? []);
  };

  private readonly followersOf = async (tenant: string, ids: readonly string[]): Promise<readonly string[]> => {
    const rows = await this.database.getRepository(InboxRow).findBy({ tenant, followedId: In([...ids]) });
    return rows.map(({ userId }) => userId);
  };

  private async pass(told: Told): Promise<void> {
    if (!('tenant' in told)) return void [...this.readers.keys()].forEach((tenant) => this.tellMany(tenant));
    const readers = this.readers.get(told.tenant);
    if (!readers) return;
    if ('many' in told) return this.tellMany(told.tenant);
    const ids = [...new Set(told.records.map(({ id }) => id))];
    const stories = await this.storiesOf(told.tenant, ids);
    const owners = await this.ownersOf(told.tenant, [...ids, ...[...stories.values()].flat()]);
    for (const reader of readers) {
      const { viewer, subscriber } = reader;
      const isSeen = (owner: string) => viewer.sees === 'all' || viewer.sees.includes(owner);
      const sees = (id: string) => owners.has(id) && isSeen(owners.get(id)!.now);
      for (const { was, ...change } of told.records) {
        const now = sees(change.id);
        const before = was !== undefined && owners.has(change.id) && isSeen(was || owners.get(change.id)!.createdBy);
        if (!now && !before) continue;
        if (change.kind === 'PRESENCE' && change.by === viewer.actor) continue;
        if (wants(reader, change)) subscriber.tell(now ? change : { ...change, revision: null, by: null });
        if (change.kind === 'PRESENCE') continue;
        for (const id of stories.get(change.id) ?? []) {
          const entry: Change = { ...change, kind: 'TIMELINE', id, revision: null, ...(!now && { by: null }) };
          if (sees(id) && wants(reader, entry)) subscriber.tell(entry);
        }
      }
      const notification: Change = { ...manyAt(new Date().toISOString()), kind: 'NOTIFICATION' };
      if (told.notified.includes(viewer.actor) && wants(reader, notification)) subscriber.tell(notification);
    }
  }

  private tellMany(tenant: string): void {
    for (const { subscriber } of this.readers.get(tenant) ?? []) subscriber.tell(manyAt(new Date().toISOString()));
  }

  /** People and teams are others now: who may no longer sign in hears no more, who sees other records asks for all of them. */
  private async lookAgain(): Promise<void> {
    for (const [tenant, readers] of this.readers) {
      const directory = await this.directory.of(tenant);
      for (const reader of readers) {
        const viewer = directory.viewerOf(reader.viewer.actor);
        if (!viewer) {
          reader.subscriber.close();
          continue;
        }
        const sameSight = String(viewer.sees) === String(reader.viewer.sees);
        reader.viewer = viewer;
        if (!sameSight) reader.subscriber.tell(manyAt(new Date().toISOString()));
      }
    }
  }

  /** By record, the other records on whose timelines it stands. */
  private async storiesOf(tenant: string, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.query<{ of: string; id: string }[]>(
      `WITH RECURSIVE story (of, id, step) AS (
         SELECT id, id, 0 FROM unnest($2::text[]) id
         UNION SELECT contact_id, account_id, ${DEPTH} FROM ${this.table(EmploymentRow)} WHERE tenant = $1 AND contact_id = ANY($2)
         UNION SELECT story.of, part, step + 1 FROM story JOIN ${this.table(LinkRow)} link ON link.tenant = $1 AND link.id = story.id
                CROSS JOIN unnest(link."to") part WHERE step < ${DEPTH})
       SELECT DISTINCT of, id FROM story WHERE id <> of`,
      [tenant, ids],
    );
    return new Map([...Map.groupBy(rows, ({ of }) => of)].map(([of, parts]) => [of, parts.map(({ id }) => id)]));
  }

  private async ownersOf(tenant: string, ids: readonly string[]): Promise<ReadonlyMap<string, { now: string; createdBy: string }>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.query<{ id: string; now: string; createdBy: string }[]>(
      `SELECT id, access_id AS now, created_by AS "createdBy" FROM ${this.table(RecordRow)} WHERE tenant = $1 AND id = ANY($2)`,
      [tenant, ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  private table(entity: new () => object): string {
    return this.database.getMetadata(entity).tablePath;
  }
}

function wants({ ids, kinds }: Reader, { kind, id }: Change): boolean {
  if (kinds && !kinds.has(kind)) return false;
  if (kind === 'PRESENCE') return ids?.has(id!) ?? false;
  return !ids || id === null || ids.has(id);
}
