import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Broadcast } from '@throughline/service-kit';
import { Live } from './live.js';

/** Twice as long as between two heartbeats, and a little. */
const LASTS_MS = 45_000;
const SWEEP_MS = 2_500;
/** Of one person: who opens more has forgotten the first. */
const MOST_OPEN = 20;

export interface Present {
  readonly userId: string;
  readonly editing: boolean;
  readonly since: string;
}

interface Said {
  readonly tenant: string;
  readonly id: string;
  readonly userId: string;
  readonly editing: boolean;
  readonly left: boolean;
}

/**
 * Who has which record open, in the memory of every process of the service: each heartbeat is told to all. A process that has just started knows within
 * one heartbeat.
 */
@Injectable()
export class PresenceBoard implements OnApplicationBootstrap, OnApplicationShutdown {
  /** By tenant and record, by user. */
  private readonly open = new Map<string, Map<string, Present & { readonly until: number }>>();
  private sweeping: NodeJS.Timeout | undefined;

  constructor(
    private readonly broadcast: Broadcast,
    private readonly live: Live,
  ) {}

  onApplicationBootstrap(): void {
    this.broadcast.on<Said>('presence', (said) => this.heard(said));
    this.sweeping = setInterval(() => this.sweep(), SWEEP_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.sweeping);
  }

  say(said: Said): void {
    this.broadcast.tell('presence', said);
  }

  /** The first who came first. */
  on(tenant: string, id: string): readonly Present[] {
    const here = [...(this.open.get(keyOf(tenant, id))?.values() ?? [])];
    return here.filter(({ until }) => until > Date.now()).sort((one, other) => one.since.localeCompare(other.since));
  }

  /** Forgets those whose heartbeat has stopped. */
  sweep(now = Date.now()): void {
    for (const [key, here] of this.open) for (const { userId, until } of here.values()) if (until <= now) this.forget(key, userId);
  }

  private heard({ tenant, id, userId, editing, left }: Said): void {
    const key = keyOf(tenant, id);
    if (left) return this.forget(key, userId);
    const here = this.open.get(key) ?? new Map();
    this.open.set(key, here);
    const before = here.get(userId);
    const now = Date.now();
    here.set(userId, { userId, editing, since: before?.since ?? new Date(now).toISOString(), until: now + LASTS_MS });
    if (before?.editing !== editing) this.live.presenceChanged(tenant, id, userId);
    if (!before) this.forgetBeyond(userId, tenant);
  }

  private forgetBeyond(userId: string, tenant: string): void {
    const theirs = [...this.open].filter(([key, here]) => key.startsWith(`${tenant} `) && here.has(userId));
    const oldest = theirs.sort(([, one], [, other]) => one.get(userId)!.until - other.get(userId)!.until);
    for (const [key] of oldest.slice(0, -MOST_OPEN)) this.forget(key, userId);
  }

  private forget(key: string, userId: string): void {
    const here = this.open.get(key);
    if (!here?.delete(userId)) return;
    if (here.size === 0) this.open.delete(key);
    const [tenant = '', id = ''] = key.split(' ');
    this.live.presenceChanged(tenant, id, userId);
  }
}

const keyOf = (tenant: string, id: string): string => `${tenant} ${id}`;
