import { createHmac, randomUUID } from 'node:crypto';
import { createEventCodec, type EventInitOf, type StreamSchema } from '@throughline/contracts';
import {
  OrganisationEventSchema,
  Role as ProtoRole,
  SigningKeyEventSchema,
  TeamsEventSchema,
  UserEventSchema,
} from '@throughline/contracts/identity';
import { PostgresEventStore } from '@throughline/event-store';
import { MemorySubjectKeys } from '@throughline/keys/testing';
import { EmbeddedBus } from '@throughline/message-bus';
import type { Role } from '@throughline/records';
import { testDatabase } from '@throughline/test-kit';
import type { CryptoKey } from 'jose';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createLog, tokenIssuer, type GraphQLResponse, type RunningService, type ServiceManifest, type Log } from '../index.js';
import { startService } from '../start-service.js';

export interface TestUser {
  readonly id: string;
  readonly token: string;
}

/**
 * Services on real databases, with an embedded bus. Where identity is not among them it is played: its events are published and its tokens
 * signed here, so that a service can be tested without importing another.
 */
export class TestServices {
  private readonly closing: (() => Promise<unknown>)[] = [];
  readonly keys = new MemorySubjectKeys();
  readonly bus = new EmbeddedBus();
  readonly running = new Map<string, RunningService>();
  readonly databaseUrls = new Map<string, string>();
  private identity?: PlayedIdentity;
  private readonly players = new Map<string, Promise<PlayedService>>();

  static async start(
    manifests: readonly ServiceManifest[],
    options: { readonly settings?: Record<string, string>; readonly log?: Log; readonly tenantFromHost?: (host: string) => string } = {},
  ): Promise<TestServices> {
    const services = new TestServices();
    try {
      if (!manifests.some(({ name }) => name === 'identity')) services.identity = await services.playIdentity();
      for (const manifest of manifests) {
        const databaseUrl = await services.database(manifest.name);
        const service = await startService(manifest, {
          databaseUrl,
          keys: services.keys,
          hmac: services.hmac,
          bus: services.bus,
          log: options.log ?? createLog(manifest.name, process.env['LOG_LEVEL'] ?? 'silent'),
          settings: options.settings,
          tenantFromHost: options.tenantFromHost,
        });
        services.running.set(manifest.name, service);
        services.closing.push(() => service.close());
      }
      return services;
    } catch (error) {
      await services.close();
      throw error;
    }
  }

  readonly hmac = (purpose: string, value: string): string => createHmac('sha256', `test ${purpose}`).update(value).digest('base64url');

  get(name: string): RunningService {
    const service = this.running.get(name);
    if (!service) throw new Error(`There is no service ${name} here.`);
    return service;
  }

  /** A mutation or query in the service's own graph. */
  execute(name: string, query: string, variables: Record<string, unknown> = {}, token?: string): Promise<GraphQLResponse> {
    return this.get(name).execute({ query, variables, headers: token ? { authorization: `Bearer ${token}` } : {} });
  }

  /** As `execute`, for what has to succeed. */
  async data(name: string, query: string, variables: Record<string, unknown> = {}, token?: string): Promise<any> {
    const { data, errors } = await this.execute(name, query, variables, token);
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  }

  /** Of the played identity. Answers the team's id. */
  team(name: string, parentId?: string): Promise<string> {
    return this.played.team(name, parentId);
  }

  /** Of the played identity: somebody signed in. */
  user(given: { readonly name?: string; readonly email?: string; readonly role?: Role; readonly teamId?: string } = {}): Promise<TestUser> {
    return this.played.user(given);
  }

  /** Of the played identity: publishes an event of it. */
  publish<S extends StreamSchema>(schema: S, category: string, id: string, event: EventInitOf<S>): Promise<void> {
    return this.played.publish(schema, category, id, event);
  }

  /** A service that is not here: its events are published by the test. */
  play(service: string): Promise<PlayedService> {
    let player = this.players.get(service);
    if (!player) this.players.set(service, (player = this.newPlayer(service)));
    return player;
  }

  async close(): Promise<void> {
    for (const close of this.closing.splice(0).reverse()) await close();
  }

  private get played(): PlayedIdentity {
    if (!this.identity) throw new Error('Identity itself is running: use its graph.');
    return this.identity;
  }

  private async database(name: string): Promise<string> {
    const database = await testDatabase();
    this.closing.push(() => database.drop());
    this.databaseUrls.set(name, database.url);
    return database.url;
  }

  private async playIdentity(): Promise<PlayedIdentity> {
    return PlayedIdentity.begin(await this.play('identity'));
  }

  private async newPlayer(service: string): Promise<PlayedService> {
    const store = await PostgresEventStore.open({ url: await this.database(service) });
    this.closing.push(() => store.close());
    this.bus.register(service, store);
    return new PlayedService(store, createEventCodec(this.keys));
  }
}

/** Publishes events as a service would. */
export class PlayedService {
  private readonly revisions = new Map<string, number>();
  /** Of the newest event. */
  position = 0n;

  constructor(
    private readonly store: PostgresEventStore,
    private readonly codec: ReturnType<typeof createEventCodec>,
  ) {}

  async publish<S extends StreamSchema>(schema: S, category: string, id: string, event: EventInitOf<S>, actor = 'test'): Promise<void> {
    const stream = { tenant: 'main', category, id };
    const commandId = randomUUID();
    const [encoded] = await this.codec.encode(schema, stream, [event]);
    const { type, data, public: isPublic } = encoded!;
    const meta = { actor, operation: 'test', commandId, correlationId: commandId, occurredAt: new Date().toISOString(), public: isPublic };
    const name = `${category}-${id}`;
    const result = await this.store.append({
      stream,
      expectedRevision: this.revisions.get(name) ?? 0,
      events: [{ id: randomUUID(), type, data, meta }],
      command: { tenant: 'main', actor, operation: 'test', commandId },
      requestHash: commandId,
    });
    if (result.outcome !== 'appended') throw new Error(`The event was not taken: ${result.outcome}`);
    this.revisions.set(name, result.revision);
    this.position = result.position;
  }
}

class PlayedIdentity {
  private readonly keyId = randomUUID();

  private constructor(
    private readonly service: PlayedService,
    private readonly signingKey: CryptoKey,
  ) {}

  static async begin(service: PlayedService): Promise<PlayedIdentity> {
    const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    const identity = new PlayedIdentity(service, privateKey);
    const { x } = await exportJWK(publicKey);
    await identity.publish(SigningKeyEventSchema, 'signingKey', identity.keyId, { type: 'SigningKeyPublished', data: { x } });
    await identity.publish(OrganisationEventSchema, 'organisation', 'organisation', {
      type: 'OrganisationFounded',
      data: { name: 'Test', timeZone: 'Europe/Berlin', workingDays: [1, 2, 3, 4, 5], holidays: [], currency: 'EUR' },
    });
    return identity;
  }

  async team(name: string, parentId?: string): Promise<string> {
    const teamId = randomUUID();
    await this.publish(TeamsEventSchema, 'teams', 'teams', { type: 'TeamCreated', data: { teamId, name, parentId } });
    return teamId;
  }

  async user({
    name = 'Somebody',
    email,
    role = 'MEMBER',
    teamId,
  }: {
    name?: string;
    email?: string;
    role?: Role;
    teamId?: string;
  }): Promise<TestUser> {
    const id = randomUUID();
    const data = { name, email: email ?? `${id}@example.com`, role: ProtoRole[role], teamId };
    await this.publish(UserEventSchema, 'user', id, { type: 'UserCreated', data });
    const token = await new SignJWT({ tid: 'main', pos: String(this.service.position) })
      .setProtectedHeader({ alg: 'EdDSA', kid: this.keyId })
      .setIssuer(tokenIssuer)
      .setSubject(id)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(this.signingKey);
    return { id, token };
  }

  publish<S extends StreamSchema>(schema: S, category: string, id: string, event: EventInitOf<S>): Promise<void> {
    return this.service.publish(schema, category, id, event);
  }
}
