import { Args, Context, Mutation, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import { Check, withoutNulls } from '@throughline/domain';
import type { Viewer } from '@throughline/records';
import { Commands, CurrentViewer, Records, type CommandInput, type Proposal, type RequestContext } from '@throughline/service-kit';
import { AccountLoader } from '../account/account-loader.js';
import { References } from '../references.js';
import type {
  CreateContactInput,
  LinkContactToAccountInput,
  PossibleDuplicatesInput,
  QueryContactsArgs,
  RemoveContactPositionInput,
  UpdateContactInput,
} from '../schema.types.js';
import { ContactLoader } from './contact-loader.js';
import { parseContact, parseEmails, parsePosition } from './contact.input.js';
import { contactSource } from './contact.source.js';
import { contact, type ContactCommand } from './contact.js';
import type { ContactRow } from './contact.view.js';
import { ContactDuplicates } from './duplicates.js';

@Resolver('Contact')
export class ContactResolver {
  constructor(
    private readonly commands: Commands,
    private readonly records: Records,
    private readonly references: References,
    private readonly duplicates: ContactDuplicates,
    private readonly accounts: AccountLoader,
    private readonly contacts: ContactLoader,
  ) {}

  // ---- Reading ----------------------------------------------------------------------------------------------------

  @Query('contact')
  one(@Args('id') id: string, @CurrentViewer() viewer: Viewer) {
    return this.records.find(contactSource, id, viewer);
  }

  @Query('contacts')
  list(@Args() query: QueryContactsArgs, @CurrentViewer() viewer: Viewer) {
    return this.records.list(contactSource, { ...query, viewer });
  }

  @Query('possibleDuplicates')
  possibleDuplicates(@Args('input') input: PossibleDuplicatesInput, @CurrentViewer() viewer: Viewer) {
    const check = new Check();
    const { givenName, familyName, phones } = parseContact(check, { ...input, emails: undefined });
    const emails = input.emails ? parseEmails(check, input.emails) : [];
    check.done();
    return this.duplicates.of({ givenName, familyName, emails, phones, accountIds: input.accountId ? [input.accountId] : [] }, viewer);
  }

  @ResolveReference()
  reference({ id }: { id: string }, request: RequestContext) {
    return request.load(this.contacts.load, id);
  }

  // ---- Changing ---------------------------------------------------------------------------------------------------

  @Mutation('createContact')
  async create(@Args('input') input: CreateContactInput, @CurrentViewer() viewer: Viewer) {
    return this.execute(viewer, 'createContact', undefined, input, async () => {
      const { accountId } = input;
      const check = new Check();
      const { address, ...facts } = withoutNulls(parseContact(check, input));
      await this.references.checkOwner(check, viewer, input.ownerId);
      await this.references.checkAccount(check, viewer, 'accountId', accountId);
      check.done();
      return {
        type: 'Create',
        facts: address ? { ...facts, addresses: [address] } : facts,
        position: accountId ? { accountId } : undefined,
      };
    });
  }

  @Mutation('updateContact')
  async update(@Args('input') input: UpdateContactInput, @CurrentViewer() viewer: Viewer, @Context() request: RequestContext) {
    return this.execute(viewer, 'updateContact', input.id, input, async () => {
      const row = await this.records.visible(contactSource, input.id, viewer);
      const before = input.accountId === undefined ? null : await this.accounts.known(request, row.accountId);
      // Null is also what is read where the account is hidden: nobody takes away what they do not see.
      const accountId = input.accountId === null && before !== row.accountId ? undefined : input.accountId;
      const check = new Check();
      const changes = parseContact(check, input);
      // A reference that stands on the record already is not asked about again.
      if (input.ownerId !== row.ownerId) await this.references.checkOwner(check, viewer, input.ownerId);
      if (accountId !== before) await this.references.checkAccount(check, viewer, 'accountId', accountId);
      check.done();
      return { type: 'Update', changes: { ...changes, accountId } };
    });
  }

  @Mutation('linkContactToAccount')
  async link(@Args('input') input: LinkContactToAccountInput, @CurrentViewer() viewer: Viewer, @Context() request: RequestContext) {
    const changed = await this.execute(viewer, 'linkContactToAccount', input.contactId, input, async () => {
      const row = await this.records.visible(contactSource, input.contactId, viewer);
      const check = new Check();
      const position = parsePosition(check, input);
      const stands = row.accountIds.includes(input.accountId) && (await this.accounts.known(request, input.accountId)) !== null;
      if (!stands) await this.references.checkAccount(check, viewer, 'accountId', input.accountId);
      check.done();
      return { type: 'LinkToAccount', position, primary: input.primary ?? undefined };
    });
    return { ...changed, accountId: input.accountId };
  }

  @Mutation('removeContactPosition')
  async removePosition(@Args('input') input: RemoveContactPositionInput, @CurrentViewer() viewer: Viewer) {
    await this.records.visible(contactSource, input.contactId, viewer);
    // A position's id in the graph is that of the person and its number: see `positions`.
    const positionId = input.positionId.startsWith(`${input.contactId}:`)
      ? input.positionId.slice(input.contactId.length + 1)
      : input.positionId;
    return this.execute(viewer, 'removeContactPosition', input.contactId, input, { type: 'RemovePosition', positionId });
  }

  @Mutation('archiveContact')
  archive(@Args('input') input: CommandInput & { id: string }, @CurrentViewer() viewer: Viewer) {
    return this.change(viewer, 'archiveContact', input, { type: 'Archive' });
  }

  @Mutation('restoreContact')
  restore(@Args('input') input: CommandInput & { id: string }, @CurrentViewer() viewer: Viewer) {
    return this.change(viewer, 'restoreContact', input, { type: 'Restore' });
  }

  private async change(viewer: Viewer, operation: string, input: CommandInput & { readonly id: string }, command: ContactCommand) {
    await this.records.visible(contactSource, input.id, viewer);
    return this.execute(viewer, operation, input.id, input, command);
  }

  private async execute(viewer: Viewer, operation: string, id: string | undefined, input: CommandInput, command: Proposal<ContactCommand>) {
    const executed = await this.commands.execute(contact, id, command, { viewer, operation, input });
    return { contact: await this.records.changed(contactSource, executed, viewer) };
  }

  // ---- Fields -----------------------------------------------------------------------------------------------------

  @ResolveField('address')
  address(@Parent() { addresses }: ContactRow) {
    return addresses[0];
  }

  @ResolveField('account')
  account(@Parent() { accountId }: ContactRow, @Context() request: RequestContext) {
    return accountId && request.load(this.accounts.load, accountId);
  }

  @ResolveField('accountId')
  accountId(@Parent() { accountId }: ContactRow, @Context() request: RequestContext) {
    return this.accounts.known(request, accountId);
  }

  @ResolveField('positions')
  positions(@Parent() { id, positions, primaryPosition }: ContactRow, @Context() request: RequestContext) {
    return positions.map((position) => ({
      ...position,
      id: `${id}:${position.id}`,
      primary: position.id === primaryPosition,
      account: () => request.load(this.accounts.load, position.accountId),
      accountId: () => this.accounts.known(request, position.accountId),
    }));
  }

  @ResolveField('owner')
  owner(@Parent() { ownerId }: ContactRow) {
    return ownerId && { __typename: 'User', id: ownerId };
  }
}

/** Looked for when it is asked for: whoever does not show the warning does not pay for it. */
@Resolver('CreateContactPayload')
export class CreateContactPayloadResolver {
  constructor(private readonly duplicates: ContactDuplicates) {}

  @ResolveField('possibleDuplicates')
  possibleDuplicates(@Parent() { contact }: { contact: ContactRow }, @CurrentViewer() viewer: Viewer) {
    return this.duplicates.of(contact, viewer, contact.id);
  }
}

@Resolver('LinkContactToAccountPayload')
export class LinkContactToAccountPayloadResolver {
  constructor(private readonly accounts: AccountLoader) {}

  @ResolveField('account')
  account(@Parent() { accountId }: { accountId: string }, @Context() request: RequestContext) {
    return request.load(this.accounts.load, accountId);
  }
}
