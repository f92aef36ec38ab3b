import { Inject, Injectable } from '@nestjs/common';
import { InvalidInput, type CommandHandler } from '@throughline/decider';
import { COMMAND_HANDLER } from '@throughline/service-kit';
import { DataSource } from 'typeorm';
import { account, type Account, type NewParent } from './account.js';

/** No real tree of companies is this deep; a longer way up is a circle. */
const deepest = 100;

/**
 * Accounts form trees, and every account is a stream of its own, so that no append can see two moves that close a circle together. Moves are
 * therefore made one after the other, a tenant at a time: see `docs/adr/0050-account-tree.md`.
 */
@Injectable()
export class AccountTree {
  /** A process waits for the database's lock once, whoever in it wants to move: the waiting costs one connection. */
  private readonly moves = new Map<string, Promise<unknown>>();

  constructor(
    private readonly database: DataSource,
    @Inject(COMMAND_HANDLER) private readonly handler: CommandHandler,
  ) {}

  /** Runs `move` with the new parent and what stands above it, which no other move changes until it is done. */
  async moving<T>(tenant: string, of: string, parentId: string | null, move: (parent: NewParent) => Promise<T>): Promise<T> {
    if (parentId === null) return move({ id: null, above: [], of });
    const before = this.moves.get(tenant);
    const mine = (before ?? Promise.resolve()).then(
      () => this.locked(tenant, of, parentId, move),
      () => this.locked(tenant, of, parentId, move),
    );
    this.moves.set(tenant, mine);
    try {
      return await mine;
    } finally {
      if (this.moves.get(tenant) === mine) this.moves.delete(tenant);
    }
  }

  private locked<T>(tenant: string, of: string, parentId: string, move: (parent: NewParent) => Promise<T>): Promise<T> {
    return this.database.transaction(async (manager) => {
      await manager.query(`SET LOCAL lock_timeout = '5s'`);
      await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`account tree of ${tenant}`]);
      return move({ id: parentId, above: await this.fromParentUp(tenant, parentId), of });
    });
  }

  /** From the streams, not from the view: what was appended a moment ago counts. */
  private async fromParentUp(tenant: string, parentId: string): Promise<string[]> {
    const above: string[] = [];
    for (let id: string | undefined = parentId; id;) {
      if (above.length === deepest || above.includes(id)) throw new InvalidInput({ parentId: `stands deeper than ${deepest} accounts` });
      above.push(id);
      const found: { state: Account } | undefined = await this.handler.load(account, tenant, id);
      id = found && found.state.status !== 'none' ? found.state.parentId : undefined;
    }
    return above;
  }
}
