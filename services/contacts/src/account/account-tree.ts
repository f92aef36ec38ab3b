import { Inject, Injectable } from '@nestjs/common';
import { InvalidInput, type CommandHandler } from '@throughline/decider';
import { COMMAND_HANDLER, Exclusive } from '@throughline/service-kit';
import { account, type Account, type NewParent } from './account.js';

/** No real tree of companies is this deep; a longer way up is a circle. */
const deepest = 100;

/**
 * Accounts form trees, and every account is a stream of its own, so that no append can see two moves that close a circle together. Moves are
 * therefore made one after the other, a tenant at a time: see `docs/adr/0050-account-tree.md`.
 */
@Injectable()
export class AccountTree {
  constructor(
    private readonly exclusive: Exclusive,
    @Inject(COMMAND_HANDLER) private readonly handler: CommandHandler,
  ) {}

  /** Runs `move` with the new parent and what stands above it, which no other move changes until it is done. */
  async moving<T>(tenant: string, of: string, parentId: string | null, move: (parent: NewParent) => Promise<T>): Promise<T> {
    if (parentId === null) return move({ id: null, above: [], of });
    return this.exclusive.run(`account tree of ${tenant}`, async () =>
      move({ id: parentId, above: await this.fromParentUp(tenant, parentId), of }),
    );
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
