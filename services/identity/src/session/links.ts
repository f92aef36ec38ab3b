import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InvalidInput } from '@throughline/decider';
import { DataSource } from 'typeorm';
import { Attempts } from './attempts.js';

export type LinkPurpose = 'invitation' | 'passwordReset';

export interface Link {
  readonly tenant: string;
  readonly userId: string;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
}

const lastsHours: Readonly<Record<LinkPurpose, number>> = { invitation: 7 * 24, passwordReset: 24 };

/** When a link that is made now ends. ISO 8601, UTC. */
export const linkExpiry = (purpose: LinkPurpose): string => new Date(Date.now() + lastsHours[purpose] * 3_600_000).toISOString();

/**
 * By a link that an administrator hands on, a user chooses a password, once. It carries a token of 256 random bits, shown this once and kept as a
 * hash. A user has one at a time.
 */
@Injectable()
export class Links {
  constructor(
    private readonly database: DataSource,
    private readonly attempts: Attempts,
  ) {}

  /** Answers the token; the user's former link is good no longer. */
  async make(purpose: LinkPurpose, { tenant, userId, expiresAt }: Link): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    await this.database.query(
      `insert into secrets.links (token_hash, tenant, user_id, purpose, expires_at) values ($1, $2, $3, $4, $5)
       on conflict (tenant, user_id) do update set token_hash = excluded.token_hash, purpose = excluded.purpose, expires_at = excluded.expires_at`,
      [hashOf(token), tenant, userId, purpose, expiresAt],
    );
    return token;
  }

  /** Undefined where it is used, replaced, over, or never was; asking is slowed down as signing in is. */
  find(purpose: LinkPurpose, token: string, from: { readonly tenant: string; readonly clientAddress?: string }): Promise<Link | undefined> {
    return this.attempts.guarded(from.tenant, `link ${hashOf(token)}`, from.clientAddress, async () => {
      const [link] = await this.database.query<{ tenant: string; user_id: string; expires_at: Date }[]>(
        'select tenant, user_id, expires_at from secrets.links where token_hash = $1 and purpose = $2 and expires_at > now()',
        [hashOf(token), purpose],
      );
      return link && { tenant: link.tenant, userId: link.user_id, expiresAt: link.expires_at.toISOString() };
    });
  }

  /** Its one use: the password is set and the link gone, both or neither. Throws as {@link deadLink} where somebody else used it first. */
  async use(token: string, passwordHash: string): Promise<void> {
    const [used] = await this.database.query<unknown[]>(
      `with used as (delete from secrets.links where token_hash = $1 and expires_at > now() returning tenant, user_id)
       insert into secrets.passwords (tenant, user_id, hash) select tenant, user_id, $2 from used
       on conflict (tenant, user_id) do update set hash = excluded.hash, changed_at = now() returning 1`,
      [hashOf(token), passwordHash],
    );
    if (!used) throw deadLink();
  }

  /** The user has a password from elsewhere, or leaves. */
  async end(tenant: string, userId: string): Promise<void> {
    await this.database.query('delete from secrets.links where tenant = $1 and user_id = $2', [tenant, userId]);
  }
}

export const deadLink = () =>
  new InvalidInput({ token: 'has been used, replaced by another one, or is over: ask an administrator for another link' });

const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');
