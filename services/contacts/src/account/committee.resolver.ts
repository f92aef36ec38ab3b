import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Check } from '@throughline/domain';
import { RowSql, type Viewer } from '@throughline/records';
import { Commands, CurrentViewer, Records, type CommandInput, type RequestContext } from '@throughline/service-kit';
import { DataSource } from 'typeorm';
import { ContactLoader } from '../contact/contact-loader.js';
import type { ContactRow } from '../contact/contact.view.js';
import { References } from '../references.js';
import type { AddCommitteeMemberInput, ChangeCommitteeMemberInput, RemoveCommitteeMemberInput } from '../schema.types.js';
import { accountSource } from './account.source.js';
import { account, CommitteeRole, CommitteeStance, type AccountCommand } from './account.js';
import type { AccountRow, CommitteeSeat } from './account.view.js';

/** Who takes part in what an account decides to buy. Who may not see the account or the person sees nothing of it. */
@Resolver('Account')
export class CommitteeResolver {
  constructor(
    private readonly commands: Commands,
    private readonly records: Records,
    private readonly references: References,
    private readonly contacts: ContactLoader,
  ) {}

  @Mutation('addCommitteeMember')
  add(@Args('input') input: AddCommitteeMemberInput, @CurrentViewer() viewer: Viewer, @Context() request: RequestContext) {
    return this.execute(viewer, request, 'addCommitteeMember', input, async (check) => {
      const { contactId, role, stance } = input;
      await this.references.checkContact(check, viewer, 'contactId', contactId);
      const member = { contactId, role: CommitteeRole[role], stance: CommitteeStance[stance ?? 'UNSPECIFIED'] };
      return { type: 'AddCommitteeMember', member };
    });
  }

  @Mutation('changeCommitteeMember')
  change(@Args('input') input: ChangeCommitteeMemberInput, @CurrentViewer() viewer: Viewer, @Context() request: RequestContext) {
    return this.execute(viewer, request, 'changeCommitteeMember', input, async (check) => {
      const { contactId, role, stance } = input;
      if (role === null) check.refuse('role', 'is required');
      await this.references.checkContact(check, viewer, 'contactId', contactId);
      return {
        type: 'ChangeCommitteeMember',
        contactId,
        role: role ? CommitteeRole[role] : undefined,
        stance: stance === undefined ? undefined : CommitteeStance[stance ?? 'UNSPECIFIED'],
      };
    });
  }

  @Mutation('removeCommitteeMember')
  remove(@Args('input') input: RemoveCommitteeMemberInput, @CurrentViewer() viewer: Viewer, @Context() request: RequestContext) {
    return this.execute(viewer, request, 'removeCommitteeMember', input, async (check) => {
      const { contactId } = input;
      // Somebody whose record was archived meanwhile can be taken off the committee all the same.
      await this.references.checkContact(check, viewer, 'contactId', contactId, { archived: true });
      return { type: 'RemoveCommitteeMember', contactId };
    });
  }

  private async execute(
    viewer: Viewer,
    request: RequestContext,
    operation: string,
    input: CommandInput & { readonly accountId: string; readonly contactId: string },
    make: (check: Check) => Promise<AccountCommand>,
  ) {
    const command = async () => {
      await this.records.visible(accountSource, input.accountId, viewer);
      const check = new Check();
      const made = await make(check);
      check.done();
      return made;
    };
    const executed = await this.commands.execute(account, input.accountId, command, { viewer, operation, input });
    const changed = await this.records.changed(accountSource, executed, viewer);
    return {
      account: changed,
      member: async () => (await this.committee(changed, request)).find(({ contact }) => contact.id === input.contactId),
    };
  }

  @ResolveField('committee')
  async committee(@Parent() account: AccountRow, @Context() request: RequestContext) {
    const people = await Promise.all(account.committee.map(({ contactId }) => request.load(this.contacts.load, contactId)));
    return account.committee.flatMap((seat, i) => {
      const contact = people[i];
      return contact && !contact.archived ? [memberOf(account, contact, seat)] : [];
    });
  }
}

@Resolver('Contact')
export class ContactCommitteesResolver {
  constructor(private readonly database: DataSource) {}

  @ResolveField('committees')
  async committees(@Parent() contact: ContactRow, @Context() request: RequestContext) {
    const seats = await request.loadMany(this.seats, contact.id, ({ seat }) => seat.contactId);
    return seats.map(({ account, seat }) => memberOf(account, contact, seat));
  }

  /** Where these people are on a committee: with the accounts that the viewer sees, archived ones left out, the longest there first. */
  private readonly seats = async (contactIds: readonly string[], viewer: Viewer) => {
    const { record, view } = accountSource;
    const row = new RowSql(this.database, { record, entity: view.entity, viewer });
    const sql = `SELECT ${row.row()} FROM ${row.table}
      WHERE ${row.visible()} AND NOT ${row.column('archived')} AND ${row.column('committeeContactIds')} && ${row.param(contactIds, 'text[]')}`;
    const accounts = await this.database.query<AccountRow[]>(sql, row.values);
    return accounts
      .flatMap((account) => account.committee.map((seat) => ({ account, seat })))
      .sort((a, b) => Date.parse(a.seat.since) - Date.parse(b.seat.since));
  };
}

const memberOf = (account: AccountRow, contact: ContactRow, { role, stance, since }: CommitteeSeat) => ({
  account,
  contact,
  role,
  stance,
  since,
});
