import { Inject, Injectable } from '@nestjs/common';
import type { CommandHandler } from '@throughline/decider';
import type { Check } from '@throughline/domain';
import type { Viewer } from '@throughline/records';
import { COMMAND_HANDLER, Records, Sources, Users } from '@throughline/service-kit';
import { account } from './account/account.js';
import { accountSource } from './account/account.source.js';
import { contact } from './contact/contact.js';
import { contactSource } from './contact/contact.source.js';

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
    const found = await this.look(
      id,
      () => this.records.find(accountSource, id, viewer),
      () => this.handler.load(account, viewer.tenant, id),
    );
    if (!found) check.refuse(path, 'is not an account you can see');
    else if (found.archived) check.refuse(path, 'is an archived account');
  }

  /**
   * The account that an input asks for where one stands; undefined: it stays. Null is also what is read where that one is hidden, and nobody takes away what
   * they do not see.
   */
  async accountInstead(viewer: Viewer, asked: string | null | undefined, standing: string | null): Promise<string | null | undefined> {
    if (asked !== null || standing === null || viewer.sees === 'all') return asked;
    return (await this.records.find(accountSource, standing, viewer)) ? null : undefined;
  }

  /** As {@link checkAccount}, of a person. */
  async checkContact(check: Check, viewer: Viewer, path: string, id: string, allow: { readonly archived?: true } = {}): Promise<void> {
    const found = await this.look(
      id,
      () => this.records.find(contactSource, id, viewer),
      () => this.handler.load(contact, viewer.tenant, id),
    );
    if (!found) check.refuse(path, 'is not a person you can see');
    else if (found.archived && !allow.archived) check.refuse(path, 'is an archived person');
  }

  private async look<R>(id: string, visible: () => Promise<R | undefined>, known: () => Promise<unknown>): Promise<R | undefined> {
    if (!isId(id)) return undefined;
    const find = async () => (await visible()) ?? ((await known()) ? ('hidden' as const) : undefined);
    const found = await this.sources.look(['sales'], find, (found) => found !== undefined);
    return found === 'hidden' ? undefined : found;
  }

  async checkOwner(check: Check, viewer: Viewer, ownerId: string | null | undefined): Promise<void> {
    if (ownerId) await this.users.check(check, viewer, { ownerId });
  }
}

const isId = (id: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
