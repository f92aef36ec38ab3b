import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { InvalidValue } from '@throughline/domain';
import { DataSource } from 'typeorm';

/** argon2id as OWASP advises: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Refuses a password that is too short or absurdly long. */
export function parsePassword(typed: string): string {
  if ([...typed].length < 10) throw new InvalidValue('must have at least 10 characters');
  if (Buffer.byteLength(typed) > 1_000) throw new InvalidValue('is too long');
  return typed;
}

/** Verified where there is no such user, so that the answer takes as long. */
let nobody: Promise<string> | undefined;

@Injectable()
export class Passwords {
  constructor(private readonly database: DataSource) {}

  /** Of what {@link parsePassword} takes. */
  hash(password: string): Promise<string> {
    return hash(password.normalize('NFKC'), cost);
  }

  async set(tenant: string, userId: string, hash: string): Promise<void> {
    await this.database.query(
      `insert into secrets.passwords (tenant, user_id, hash) values ($1, $2, $3)
       on conflict (tenant, user_id) do update set hash = excluded.hash, changed_at = now()`,
      [tenant, userId, hash],
    );
  }

  /** As `set`, where the user has none: the repeat of a creation changes nothing. */
  async setFirst(tenant: string, userId: string, hash: string): Promise<void> {
    await this.database.query('insert into secrets.passwords (tenant, user_id, hash) values ($1, $2, $3) on conflict do nothing', [
      tenant,
      userId,
      hash,
    ]);
  }

  /** Takes as long for a user who does not exist. */
  async matches(tenant: string, userId: string | undefined, password: string): Promise<boolean> {
    const [row] = userId
      ? await this.database.query<{ hash: string }[]>('select hash from secrets.passwords where tenant = $1 and user_id = $2', [
          tenant,
          userId,
        ])
      : [];
    nobody ??= hash('no password is this one', cost);
    const matches = await verify(row?.hash ?? (await nobody), password.normalize('NFKC').slice(0, 1_000));
    return matches && row !== undefined;
  }
}
