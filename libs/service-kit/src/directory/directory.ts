import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Unauthenticated, Unavailable } from '@throughline/decider';
import type { Viewer } from '@throughline/records';
import type { RowData } from '@throughline/views';
import type { CryptoKey, JWTPayload } from 'jose';
import { decodeJwt, decodeProtectedHeader, importJWK, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { DataSource } from 'typeorm';
import type { Authenticator } from '../request.js';
import type { ServiceViews } from '../service.js';
import { VIEWS } from '../tokens.js';
import { ApiKeyRow, OrganisationRow, SigningKeyRow, TeamRow, UserRow } from './directory.views.js';

export type User = Readonly<UserRow>;
export type Team = Readonly<TeamRow>;
export type Organisation = Readonly<RowData<OrganisationRow>>;

/** What an access token says, beside `sub` (the user's id) and `exp`. */
export interface AccessClaims extends JWTPayload {
  readonly sub: string;
  /** Tenant. */
  readonly tid: string;
  /** Identity's position when it was signed: a service that is behind it waits, so that it knows the user. */
  readonly pos: string;
}

export const tokenIssuer = 'throughline';

/** How long a request waits for the local copy to learn of what its token or key is about. */
const patienceMs = 5_000;

/** The service's own copy of identity, of one tenant at a moment. Immutable: a change makes a new one. */
export class TenantDirectory {
  private readonly viewers = new Map<string, Viewer>();
  private readonly apiKeysByHash: ReadonlyMap<string, ApiKeyRow>;

  constructor(
    private readonly tenant: string,
    readonly users: ReadonlyMap<string, User>,
    readonly teams: ReadonlyMap<string, Team>,
    readonly apiKeys: readonly ApiKeyRow[],
    readonly signingKeys: ReadonlyMap<string, CryptoKey>,
    readonly organisation: Organisation,
    /** Of the newest of identity's events that this knows of its people, teams and signing keys. */
    readonly position: bigint,
  ) {
    this.apiKeysByHash = new Map(apiKeys.map((key) => [key.secretHash, key]));
  }

  /** The team and all teams below it. */
  teamAndBelow(teamId: string): ReadonlySet<string> {
    const found = new Set([teamId]);
    for (let size = 0; size < found.size;) {
      size = found.size;
      for (const team of this.teams.values()) if (team.parentId && found.has(team.parentId)) found.add(team.id);
    }
    return found;
  }

  /** Undefined where there is no such user, or they may no longer sign in. */
  viewerOfUser(id: string): Viewer | undefined {
    const user = this.users.get(id);
    return user?.active ? this.viewer(user.id, user) : undefined;
  }

  /** Undefined where the key is unknown, revoked or expired. */
  viewerOfApiKey(secretHash: string): Viewer | undefined {
    const key = this.apiKeysByHash.get(secretHash);
    if (!key || key.revoked || (key.expiresAt && new Date(key.expiresAt).getTime() <= Date.now())) return undefined;
    return this.viewer(`apikey:${key.id}`, key);
  }

  /** Of a user's id or `apikey:<id>`. Undefined where they may no longer sign in. */
  viewerOf(actor: string): Viewer | undefined {
    if (!actor.startsWith('apikey:')) return this.viewerOfUser(actor);
    const key = this.apiKeys.find(({ id }) => id === actor.slice(7));
    return key && this.viewerOfApiKey(key.secretHash);
  }

  /** What the person reads who asks who did it. */
  actor(id: string): { readonly id: string; readonly name: string } {
    if (id === 'visitor') return { id, name: 'A visitor' };
    if (id.startsWith('policy:')) return { id, name: `Rule: ${id.slice(7)}` };
    if (id.startsWith('apikey:')) return { id, name: `API key: ${this.apiKeys.find((key) => key.id === id.slice(7))?.name ?? ''}` };
    return { id, name: this.users.get(id)?.name ?? '' };
  }

  private viewer(actor: string, { name, role, teamId }: User | ApiKeyRow): Viewer {
    let viewer = this.viewers.get(actor);
    if (!viewer) {
      viewer = { tenant: this.tenant, actor, name, role, sees: role === 'ADMIN' ? 'all' : this.seenBy(actor, teamId) };
      this.viewers.set(actor, viewer);
    }
    return viewer;
  }

  private seenBy(actor: string, teamId: string | null): readonly string[] {
    const seen = new Set([actor]);
    if (teamId) {
      const below = this.teamAndBelow(teamId);
      for (const user of this.users.values()) if (user.teamId && below.has(user.teamId)) seen.add(user.id);
      for (const key of this.apiKeys) if (key.teamId && below.has(key.teamId)) seen.add(`apikey:${key.id}`);
    }
    return [...seen];
  }
}

/** People, teams, keys and the organisation as this service knows them, and who is asking. Nothing here asks identity. */
@Injectable()
export class Directory implements Authenticator {
  private readonly tenants = new LRUCache<string, { loading: Promise<TenantDirectory>; loaded?: TenantDirectory }>({ max: 1_000 });
  private readonly publicKeys = new Map<string, Promise<CryptoKey>>();
  /** Tokens whose signature was checked, by their text. */
  private readonly verified = new LRUCache<
    string,
    { readonly tenant: string; readonly userId: string; readonly keyId: string; readonly expiresAt: number }
  >({
    max: 10_000,
  });

  constructor(
    private readonly database: DataSource,
    @Inject(VIEWS) private readonly views: ServiceViews,
  ) {
    views.onAdvanced((service) => {
      if (service === 'identity') this.tenants.clear();
    });
  }

  of(tenant: string): TenantDirectory | Promise<TenantDirectory> {
    const known = this.tenants.get(tenant);
    return known?.loaded ?? known?.loading ?? this.load(tenant);
  }

  authenticate(authorization: string): Viewer | Promise<Viewer> {
    const token = /^Bearer (\S+)$/i.exec(authorization)?.[1];
    if (!token) throw new Unauthenticated('The Authorization header is not `Bearer <token>`.');
    if (token.startsWith('tl_')) return this.authenticateApiKey(token);
    const known = this.verified.get(token);
    if (!known) return this.verify(token).then(() => this.authenticate(authorization));
    if (known.expiresAt <= Date.now()) throw expired();
    const directory = this.of(known.tenant);
    const viewer = (loaded: TenantDirectory) => {
      if (!loaded.signingKeys.has(known.keyId)) throw refused();
      return loaded.viewerOfUser(known.userId) ?? raise(refused());
    };
    return directory instanceof TenantDirectory ? viewer(directory) : directory.then(viewer);
  }

  private async authenticateApiKey(token: string): Promise<Viewer> {
    const tenant = /^tl_([a-z0-9-]+)_[\w-]{43}$/.exec(token)?.[1];
    if (!tenant) throw refused();
    const hash = createHash('sha256').update(token).digest('base64url');
    // A key made a moment ago may not have arrived here yet.
    for (const deadline = Date.now() + 500; ;) {
      const viewer = (await this.of(tenant)).viewerOfApiKey(hash);
      if (viewer) return viewer;
      const left = deadline - Date.now();
      if (left <= 0) throw refused();
      await this.nextChange(left);
    }
  }

  /** Resolves when identity's events have come in, or after `timeoutMs`. */
  private nextChange(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        stop();
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      const stop = this.views.onAdvanced((service) => {
        if (service === 'identity') done();
      });
    });
  }

  private async verify(token: string): Promise<void> {
    const { tenant, position, keyId } = untrusted(token);
    const known = (await this.of(tenant)).signingKeys.has(keyId);
    if (!known) await this.views.waitForSource('identity', position, { timeoutMs: patienceMs });
    const { signingKeys } = await (known ? this.of(tenant) : this.load(tenant));
    const { payload } = await jwtVerify<AccessClaims>(token, () => signingKeys.get(keyId) ?? raise(refused()), {
      issuer: tokenIssuer,
      algorithms: ['EdDSA'],
      requiredClaims: ['sub', 'exp'],
    }).catch((error: { code?: string }) => raise(error.code === 'ERR_JWT_EXPIRED' ? expired() : refused()));
    if (!(await this.views.waitForSource('identity', position, { timeoutMs: patienceMs }))) {
      throw new Unavailable('This service has not heard of this sign-in yet. Try again.');
    }
    await this.load(tenant);
    this.verified.set(token, { tenant, userId: payload.sub, keyId, expiresAt: payload.exp! * 1000 });
  }

  private load(tenant: string): Promise<TenantDirectory> {
    const entry: { loading: Promise<TenantDirectory>; loaded?: TenantDirectory } = { loading: this.read(tenant) };
    this.tenants.set(tenant, entry);
    entry.loading.then(
      (loaded) => (entry.loaded = loaded),
      () => this.tenants.get(tenant) === entry && this.tenants.delete(tenant),
    );
    return entry.loading;
  }

  private async read(tenant: string): Promise<TenantDirectory> {
    const all = [UserRow, TeamRow, ApiKeyRow, SigningKeyRow, OrganisationRow].map((entity) => this.rowsOf(entity)).join(', ');
    const [read] = await this.database.query<
      [{ users: UserRow[]; teams: TeamRow[]; api_keys: ApiKeyRow[]; signing_keys: SigningKeyRow[]; organisations: OrganisationRow[] }]
    >(`select ${all}`, [tenant]);
    const { users, teams, api_keys: apiKeys, organisations } = read;
    const signingKeys = read.signing_keys.filter(({ revoked }) => !revoked);
    const keys = await Promise.all(signingKeys.map(async ({ id, x }) => [id, await this.publicKey(x)] as const));
    for (const row of [...users, ...teams]) Object.assign(row, { createdAt: utc(row.createdAt), updatedAt: utc(row.updatedAt) });
    return new TenantDirectory(
      tenant,
      byId(users),
      byId(teams),
      apiKeys,
      new Map(keys),
      organisations[0] ?? unfounded,
      newest([...users, ...teams, ...signingKeys]),
    );
  }

  private publicKey(x: string): Promise<CryptoKey> {
    let key = this.publicKeys.get(x);
    if (!key) this.publicKeys.set(x, (key = importJWK({ kty: 'OKP', crv: 'Ed25519', x }, 'EdDSA') as Promise<CryptoKey>));
    return key;
  }

  /** All of a view's rows as one JSON value: the whole directory is one small query, whatever it is that changed. */
  private rowsOf(entity: new () => object): string {
    const { tableName, columns } = this.database.getMetadata(entity);
    const properties = columns.map(
      ({ propertyName, databaseName, type }) => `'${propertyName}', "${databaseName}"${type === 'bigint' ? '::text' : ''}`,
    );
    return `(select coalesce(json_agg(json_build_object(${properties.join(', ')})), '[]') from "${tableName}" where tenant = $1) as ${tableName.replace(/_v\d+$/, '')}`;
  }
}

/** Until the organisation says otherwise. */
const unfounded: Organisation = {
  name: '',
  timeZone: 'UTC',
  workingDays: [1, 2, 3, 4, 5],
  holidays: [],
  currency: 'EUR',
  revision: 0,
  createdAt: '',
  updatedAt: '',
  position: '0',
};

function untrusted(token: string): { tenant: string; position: bigint; keyId: string } {
  try {
    const { tid, pos } = decodeJwt<AccessClaims>(token);
    const { kid } = decodeProtectedHeader(token);
    if (typeof tid === 'string' && /^\d{1,18}$/.test(pos) && kid) return { tenant: tid, position: BigInt(pos), keyId: kid };
  } catch {
    // Not a token at all.
  }
  throw refused();
}

const refused = () => new Unauthenticated('The token is not valid here. Sign in again.');
const expired = () => new Unauthenticated('The token has expired. Sign in again, or refresh it.');
const utc = (time: string) => new Date(time).toISOString();
const newest = (rows: readonly { readonly position: string }[]) =>
  rows.reduce((most, { position }) => (BigInt(position) > most ? BigInt(position) : most), 0n);
const byId = <T extends { readonly id: string }>(rows: readonly T[]): ReadonlyMap<string, T> => new Map(rows.map((row) => [row.id, row]));

function raise(error: Error): never {
  throw error;
}
