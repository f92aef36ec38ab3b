import { Inject, Injectable } from '@nestjs/common';
import type { CommandHandler } from '@throughline/decider';
import type { Check } from '@throughline/domain';
import type { Viewer } from '@throughline/records';
import { COMMAND_HANDLER, Records, Sources, Users } from '@throughline/service-kit';
import { account } from './account/account.js';
import { accountSource } from './account/account.source.js';

/** Holds the ids that an input names against what there is and the viewer sees. */
@Injectable()
export class References {
  constructor(
    private readonly records: Records,
    private readonly sources: Sources,
    private readonly users: Users,
    @Inject(COMMAND_HANDLER) private readonly handler: CommandHandler,
  ) {}

  /** An id that nobody knows is waited for: it may be that of an account that a lead is just becoming. */
  async checkAccount(check: Check, viewer: Viewer, path: string, id: string | null | undefined): Promise<void> {
    if (!id) return;
    const find = async () => {
      const row = await this.records.find(accountSource, id, viewer);
      return row ?? ((await this.handler.load(account, viewer.tenant, id)) ? ('hidden' as const) : undefined);
    };
    const found = isId(id) ? await this.sources.look(['sales'], find, (found) => found !== undefined) : undefined;
    if (!found || found === 'hidden') check.refuse(path, 'is not an account you can see');
    else if (found.archived) check.refuse(path, 'is an archived account');
  }

  async checkOwner(check: Check, viewer: Viewer, ownerId: string | null | undefined): Promise<void> {
    if (ownerId) await this.users.check(check, viewer, { ownerId });
  }
}

const isId = (id: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
