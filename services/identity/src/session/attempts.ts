import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, RateLimited, type ServiceEnvironment } from '@throughline/service-kit';
import { DataSource } from 'typeorm';

/** After `free` failures in a row each further one doubles the wait, from a second up to `longest` seconds. An hour of peace forgets them. */
const limits = {
  account: { free: 5, longest: 900 },
  /** An office shares one address. */
  address: { free: 100, longest: 300 },
};

/**
 * Slows guessing down, by account and by address. Every attempt counts as failed until it succeeds, so that guesses made at once, through
 * several processes, count as well. Nothing here knows whether the account exists.
 */
@Injectable()
export class Attempts {
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(
    private readonly database: DataSource,
    @Inject(ENVIRONMENT) private readonly environment: ServiceEnvironment,
  ) {}

  /** What `check` answers, undefined being a failure. Throws {@link RateLimited} instead of asking it. */
  async guarded<T>(
    tenant: string,
    account: string,
    address: string | undefined,
    check: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const key = this.key('account', `${tenant} ${account}`);
    // One after the other, so that ten right passwords at once are not five failures.
    const turn = (this.turns.get(key) ?? Promise.resolve()).then(() => this.attempt(key, address && this.key('address', address), check));
    const settled = turn.catch(() => {});
    this.turns.set(key, settled);
    void settled.then(() => this.turns.get(key) === settled && this.turns.delete(key));
    return turn;
  }

  private async attempt<T>(account: string, address: string | undefined, check: () => Promise<T | undefined>): Promise<T | undefined> {
    await this.count(account, limits.account);
    if (address) await this.count(address, limits.address);
    const result = await check();
    if (result === undefined) return undefined;
    await this.database.query('delete from secrets.attempts where key = $1', [account]);
    // The address stays counted but for this attempt: one's own account is no cover for guessing at others.
    if (address)
      await this.database.query('update secrets.attempts set failures = failures - 1 where key = $1 and failures > 0', [address]);
    return result;
  }

  private async count(key: string, { free, longest }: { free: number; longest: number }): Promise<void> {
    const counted = await this.database.query<unknown[]>(
      `insert into secrets.attempts as a (key, failures, last_at, blocked_until) values ($1, 1, now(), now())
       on conflict (key) do update set
         failures = case when a.last_at < now() - interval '1 hour' then 1 else least(a.failures + 1, 1000) end,
         last_at = now(),
         blocked_until = case when a.last_at < now() - interval '1 hour' or a.failures + 1 < $2 then now()
           else now() + make_interval(secs => least(power(2, least(a.failures + 1 - $2, 20)), $3)) end
       where a.blocked_until <= now()
       returning 1`,
      [key, free, longest],
    );
    if (counted.length > 0) return;
    const [row] = await this.database.query<{ seconds: number }[]>(
      'select greatest(1, ceil(extract(epoch from blocked_until - now())))::int as seconds from secrets.attempts where key = $1',
      [key],
    );
    throw new RateLimited(row?.seconds ?? 1);
  }

  private key(kind: string, value: string): string {
    return this.environment.hmac(`sign-in attempt by ${kind}`, value);
  }
}
