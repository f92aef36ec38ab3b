import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { CommandHandler } from '@throughline/decider';
import type { Check } from '@throughline/domain';
import type { Viewer } from '@throughline/records';
import { COMMAND_HANDLER, Directory, Records } from '@throughline/service-kit';
import { account } from './account/account.js';
import { accountSource } from './account/account.source.js';

/** Holds the ids that an input names against what there is and the viewer sees. */
@Injectable()
export class References {
  constructor(
    private readonly records: Records,
    private readonly directory: Directory,
    @Inject(COMMAND_HANDLER) private readonly handler: CommandHandler,
  ) {}

  /** An account that a lead has just become may be on its way still: an id that nobody knows is waited for. */
  async checkAccount(check: Check, viewer: Viewer, path: string, id: string | null | undefined): Promise<void> {
    if (!id) return;
    const row = await until(isId(id) ? 10_000 : 0, async () => {
      const row = await this.records.find(accountSource, id, viewer);
      return row ?? ((await this.handler.load(account, viewer.tenant, id)) ? null : undefined);
    });
    if (!row) check.refuse(path, 'is not an account you can see');
    else if (row.archived) check.refuse(path, 'is an archived account');
  }

  async checkOwner(check: Check, { tenant }: Viewer, id: string | null | undefined): Promise<void> {
    if (!id) return;
    const user = await until(isId(id) ? 2_000 : 0, async () => (await this.directory.of(tenant)).users.get(id));
    if (!user?.active) check.refuse('ownerId', 'is not a user who may sign in');
  }
}

const isId = (id: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);

async function until<T>(patienceMs: number, look: () => Promise<T | undefined>): Promise<T | undefined> {
  const deadline = Date.now() + patienceMs;
  for (let wait = 10; ; wait = Math.min(wait * 2, 500)) {
    const found = await look();
    if (found !== undefined || Date.now() >= deadline) return found;
    await pause(wait);
  }
}
