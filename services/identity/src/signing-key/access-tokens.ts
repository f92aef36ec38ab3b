import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  generateKeyPairSync,
  randomBytes,
  randomUUID,
  type KeyObject,
} from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { newId, type CommandHandler } from '@throughline/decider';
import {
  COMMAND_HANDLER,
  Directory,
  ENVIRONMENT,
  tokenIssuer,
  VIEWS,
  type ServiceEnvironment,
  type ServiceViews,
} from '@throughline/service-kit';
import { decodeJwt, SignJWT } from 'jose';
import { DataSource } from 'typeorm';
import { signingKey } from './signing-key.js';

const lastsSeconds = 15 * 60;
const rotatedAfterMs = 30 * 24 * 3600 * 1000;
/** Whose key seals the private keys, in the key store. */
const sealedFor = 'signing-keys';

interface Signer {
  readonly id: string;
  readonly key: KeyObject;
  readonly madeAt: number;
}

/** Short-lived tokens that every service checks by itself, and the keys that sign them: the private half in a sealed row, the public half in an event. */
@Injectable()
export class AccessTokens {
  private readonly signers = new Map<string, Promise<Signer>>();

  constructor(
    private readonly database: DataSource,
    private readonly directory: Directory,
    @Inject(COMMAND_HANDLER) private readonly handler: CommandHandler,
    @Inject(VIEWS) private readonly views: ServiceViews,
    @Inject(ENVIRONMENT) private readonly environment: ServiceEnvironment,
  ) {}

  async issue(
    tenant: string,
    userId: string,
    sessionId: string,
    lasts = lastsSeconds,
  ): Promise<{ accessToken: string; expiresAt: string }> {
    const { id, key } = await this.signer(tenant);
    const { position } = await this.directory.of(tenant);
    const expires = Math.floor(Date.now() / 1000) + lasts;
    const accessToken = await new SignJWT({ tid: tenant, sid: sessionId, pos: String(position) })
      .setProtectedHeader({ alg: 'EdDSA', kid: id })
      .setIssuer(tokenIssuer)
      .setSubject(userId)
      .setIssuedAt()
      .setExpirationTime(expires)
      .sign(key);
    return { accessToken, expiresAt: new Date(expires * 1000).toISOString() };
  }

  /** The session of a token that has been checked. */
  sessionOf(authorization: string | undefined): string | undefined {
    const token = authorization?.replace(/^Bearer /i, '');
    return token && !token.startsWith('tl_') ? (decodeJwt(token)['sid'] as string | undefined) : undefined;
  }

  /** Signs with a new key from now on. Tokens of the old ones stay good until they expire, unless they are revoked. Answers the new key's id. */
  async rotate(tenant: string, options: { readonly revokeOld?: boolean } = {}): Promise<string> {
    const old = (await this.directory.of(tenant)).signingKeys;
    const signer = this.make(tenant);
    this.signers.set(tenant, signer);
    const { id } = await signer;
    if (options.revokeOld) {
      for (const keyId of old.keys()) await this.command(tenant, keyId, { type: 'Revoke' }, 'revokeSigningKey');
      await this.database.query('delete from secrets.signing_keys where tenant = $1 and id <> $2', [tenant, id]);
    }
    return id;
  }

  private async signer(tenant: string): Promise<Signer> {
    let signer = this.signers.get(tenant);
    if (!signer) {
      signer = this.load(tenant);
      this.signers.set(tenant, signer);
      signer.catch(() => this.signers.delete(tenant));
    }
    const { id, madeAt } = await signer;
    // Another process may have revoked the key; this one finds out by the event.
    const revoked = !(await this.directory.of(tenant)).signingKeys.has(id);
    if (!revoked && Date.now() - madeAt < rotatedAfterMs) return signer;
    if (this.signers.get(tenant) === signer) this.signers.set(tenant, this.make(tenant));
    return this.signers.get(tenant)!;
  }

  private async load(tenant: string): Promise<Signer> {
    const [row] = await this.database.query<{ id: string; sealed: string; created_at: Date }[]>(
      'select id, sealed, created_at from secrets.signing_keys where tenant = $1 order by created_at desc limit 1',
      [tenant],
    );
    if (!row || !(await this.directory.of(tenant)).signingKeys.has(row.id)) return this.make(tenant);
    const { key } = (await this.environment.keys.forOpening(tenant, [sealedFor])).get(sealedFor) ?? {};
    if (!key) return this.make(tenant);
    return {
      id: row.id,
      key: createPrivateKey({ key: open(row.sealed, key, row.id), format: 'der', type: 'pkcs8' }),
      madeAt: row.created_at.getTime(),
    };
  }

  private async make(tenant: string): Promise<Signer> {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const commandId = randomUUID();
    const id = newId({ tenant, actor: 'identity', operation: 'publishSigningKey', commandId });
    const { key } = (await this.environment.keys.forSealing(tenant, [sealedFor])).get(sealedFor)!;
    const sealed = seal(privateKey.export({ format: 'der', type: 'pkcs8' }), key, id);
    await this.database.query('insert into secrets.signing_keys (id, tenant, sealed) values ($1, $2, $3)', [id, tenant, sealed]);
    await this.command(tenant, id, { type: 'Publish', x: publicKey.export({ format: 'jwk' }).x! }, 'publishSigningKey', commandId);
    return { id, key: privateKey, madeAt: Date.now() };
  }

  private async command(
    tenant: string,
    id: string,
    command: Parameters<typeof signingKey.decide>[0],
    operation: string,
    commandId: string = randomUUID(),
  ) {
    const now = new Date().toISOString();
    const context = { tenant, actor: 'identity', operation, commandId, correlationId: commandId, now };
    const { position } = await this.handler.execute(signingKey, id, command, context, { request: command });
    await this.views.waitFor(position);
  }
}

function seal(secret: Buffer, key: KeyObject, id: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(id));
  const sealed = Buffer.concat([iv, cipher.update(secret), cipher.final()]);
  return Buffer.concat([sealed, cipher.getAuthTag()]).toString('base64');
}

function open(sealed: string, key: KeyObject, id: string): Buffer {
  const bytes = Buffer.from(sealed, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(Buffer.from(id)).setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
}
