import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Unauthenticated } from '@throughline/decider';
import { DataSource } from 'typeorm';

export interface Session {
  readonly id: string;
  readonly tenant: string;
  readonly userId: string;
  /** Shown to the client once; kept as a hash. */
  readonly refreshToken: string;
}

const lasts = '30 days';

/** A sign-in and what follows from it: one refresh token at a time, each good once. */
@Injectable()
export class Sessions {
  constructor(private readonly database: DataSource) {}

  async begin(tenant: string, userId: string): Promise<Session> {
    const id = randomUUID();
    const secret = newSecret();
    await this.database.query(
      `insert into secrets.sessions (id, tenant, user_id, token_hash, expires_at) values ($1, $2, $3, $4, now() + $5::interval)`,
      [id, tenant, userId, hashOf(secret), lasts],
    );
    return { id, tenant, userId, refreshToken: `${id}.${secret}` };
  }

  /** Throws {@link Unauthenticated}; a token that was used before ends the whole session, since one of its two bearers is a thief. */
  async refresh(refreshToken: string): Promise<Session> {
    const { id, secret } = parse(refreshToken);
    const next = newSecret();
    const [[session]] = await this.database.query<[{ tenant: string; user_id: string }[], number]>(
      `update secrets.sessions set token_hash = $3, expires_at = now() + $4::interval
       where id = $1 and token_hash = $2 and expires_at > now() returning tenant, user_id`,
      [id, hashOf(secret), hashOf(next), lasts],
    );
    if (session) return { id, tenant: session.tenant, userId: session.user_id, refreshToken: `${id}.${next}` };
    await this.end(id);
    throw refused();
  }

  async endByToken(refreshToken: string): Promise<void> {
    const { id, secret } = parse(refreshToken);
    await this.database.query('delete from secrets.sessions where id = $1 and token_hash = $2', [id, hashOf(secret)]);
  }

  async end(id: string): Promise<void> {
    await this.database.query('delete from secrets.sessions where id = $1', [id]);
  }

  /** All sessions of a user, but for `except`. */
  async endAll(tenant: string, userId: string, except?: string): Promise<void> {
    await this.database.query('delete from secrets.sessions where tenant = $1 and user_id = $2 and id::text is distinct from $3', [
      tenant,
      userId,
      except,
    ]);
  }
}

function parse(token: string): { id: string; secret: string } {
  const [, id, secret] = /^([0-9a-f-]{36})\.([\w-]{43})$/.exec(token) ?? [];
  if (!id || !secret) throw refused();
  return { id, secret };
}

const newSecret = () => randomBytes(32).toString('base64url');
const hashOf = (secret: string) => createHash('sha256').update(secret).digest('base64url');
const refused = () => new Unauthenticated('The session has ended. Sign in again.');
