import { serviceOf, type StreamSchema } from '@throughline/contracts';
import type { Cursor } from '@throughline/message-bus';
import type { Cursors, Lease } from './view-store.js';
import type { ViewTable } from './view-table.js';
import { typesOf, type AnyView } from './view.js';

/** One lane of one view's table that this process owns, and how far it has come. */
export class Target {
  /** By service: the streams it is fed by, and the types of their events. */
  readonly sources: ReadonlyMap<string, { schemas: StreamSchema[]; types: Set<string> }>;
  fence: bigint;
  cursors: Cursors;
  /** Stored as having caught up once. */
  live: boolean;
  /** The cursors as they are stored; those that moved over events of no interest are behind. */
  stored: Cursors;
  /** Rows that wait for a parked event, for a view that holds them. */
  held: Set<string> | undefined;
  /** Partitions that have caught up with the head since this process has owned it. */
  private readonly caughtUpWith = new Map<string, number>();

  constructor(
    readonly view: AnyView,
    readonly table: string,
    readonly sql: ViewTable,
    lease: Lease,
    /** The table it takes the place of once it has caught up. */
    readonly replaces?: string,
    /** Reads no further than this: for a recount. */
    private readonly limits?: Cursors,
  ) {
    this.lane = lease.lane;
    this.fence = lease.fence;
    this.cursors = lease.cursors;
    this.stored = new Map(lease.cursors);
    this.live = lease.live;
    const sources = new Map<string, { schemas: StreamSchema[]; types: Set<string> }>();
    for (const schema of view.streams as readonly StreamSchema[]) {
      const service = serviceOf(schema);
      const source = sources.get(service) ?? { schemas: [], types: new Set<string>() };
      source.schemas.push(schema);
      typesOf(schema).forEach((type) => source.types.add(type));
      sources.set(service, source);
    }
    this.sources = sources;
  }

  readonly lane: number;

  at(key: string): bigint {
    return this.cursors.get(key)?.position ?? 0n;
  }

  isBeyond(key: string, position: bigint): boolean {
    return this.limits !== undefined && position > (this.limits.get(key)?.position ?? 0n);
  }

  /**
   * The source has begun anew (a restore, another number of partitions), so that what was built from it has no meaning: of all of its partitions, also of one
   * that there was not before.
   */
  isVoid(key: string, cursor: Cursor): boolean {
    const source = key.slice(0, key.lastIndexOf('/') + 1);
    for (const [mine, { epoch, generation }] of this.cursors)
      if (mine.startsWith(source) && (epoch !== cursor.epoch || generation !== cursor.generation)) return true;
    return false;
  }

  move(key: string, cursor: Cursor, stored: boolean): void {
    this.cursors.set(key, cursor);
    if (stored) this.stored.set(key, cursor);
  }

  /** Of a recount: how many positions it has to pass, and has passed. */
  get recounted(): { readonly done: number; readonly of: number } {
    const limits = [...(this.limits ?? [])];
    const sum = (positions: bigint[]) => Number(positions.reduce((all, position) => all + position, 0n));
    return {
      done: sum(limits.map(([key, { position }]) => (this.at(key) < position ? this.at(key) : position))),
      of: sum(limits.map(([, { position }]) => position)),
    };
  }

  /** What has moved in memory only. */
  get unstored(): Cursors {
    return new Map([...this.cursors].filter(([key, cursor]) => this.stored.get(key) !== cursor));
  }

  sawHead(key: string, partitions: number): void {
    this.caughtUpWith.set(key, partitions);
  }

  /** It has stood at the head of every partition of every source. */
  get caughtUp(): boolean {
    if (this.limits) return [...this.limits].every(([key, { position }]) => this.at(key) >= position);
    return [...this.sources.keys()].every((service) => {
      const seen = [...this.caughtUpWith].filter(([key]) => key.startsWith(`${service}/`));
      return seen.length > 0 && seen.every(([, partitions]) => partitions <= seen.length);
    });
  }
}
