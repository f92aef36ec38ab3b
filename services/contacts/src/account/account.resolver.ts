import { Args, Context, Mutation, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import { Check, withoutNulls } from '@throughline/domain';
import type { Viewer } from '@throughline/records';
import { Commands, CurrentViewer, Records, type CommandInput, type RequestContext } from '@throughline/service-kit';
import { contactSource } from '../contact/contact.source.js';
import { References } from '../references.js';
import type {
  AccountChildrenArgs,
  AccountContactsArgs,
  CreateAccountInput,
  PossibleDuplicateAccountsInput,
  QueryAccountsArgs,
  UpdateAccountInput,
} from '../schema.types.js';
import { present } from '../values.js';
import { AccountLoader } from './account-loader.js';
import { AccountTree } from './account-tree.js';
import { parseAccount } from './account.input.js';
import { accountSource } from './account.source.js';
import { account, type AccountCommand, type Facts, type NewParent } from './account.js';
import type { AccountRow } from './account.view.js';
import { AccountDuplicates } from './duplicates.js';

@Resolver('Account')
export class AccountResolver {
  constructor(
    private readonly commands: Commands,
    private readonly records: Records,
    private readonly references: References,
    private readonly tree: AccountTree,
    private readonly duplicates: AccountDuplicates,
    private readonly accounts: AccountLoader,
  ) {}

  // ---- Reading ----------------------------------------------------------------------------------------------------

  @Query('account')
  one(@Args('id') id: string, @CurrentViewer() viewer: Viewer) {
    return this.records.find(accountSource, id, viewer);
  }

  @Query('accounts')
  list(@Args() query: QueryAccountsArgs, @CurrentViewer() viewer: Viewer) {
    return this.records.list(accountSource, { ...query, viewer });
  }

  @Query('possibleDuplicateAccounts')
  possibleDuplicates(@Args('input') input: PossibleDuplicateAccountsInput, @CurrentViewer() viewer: Viewer) {
    const check = new Check();
    const { name, domain, phone } = parseAccount(check, { ...input, name: input.name ?? undefined });
    check.done();
    return this.duplicates.of({ name, domain, phone }, viewer);
  }

  @ResolveReference()
  reference({ id }: { id: string }, request: RequestContext) {
    return request.load(this.accounts.load, id);
  }

  // ---- Changing ---------------------------------------------------------------------------------------------------

  @Mutation('createAccount')
  async create(@Args('input') input: CreateAccountInput, @CurrentViewer() viewer: Viewer) {
    const command = async (): Promise<AccountCommand> => {
      const check = new Check();
      const facts = withoutNulls(parseAccount(check, input)) as Partial<Facts> & { name: string };
      await this.references.checkOwner(check, viewer, input.ownerId);
      await this.references.checkAccount(check, viewer, 'parentId', input.parentId);
      check.done();
      // Nothing can stand below an account that is only just made, so its parent cannot close a circle.
      return { type: 'Create', facts, parentId: input.parentId ?? undefined };
    };
    const executed = await this.commands.execute(account, undefined, command, { viewer, operation: 'createAccount', input });
    return { account: await this.records.changed(accountSource, executed, viewer) };
  }

  @Mutation('updateAccount')
  async update(@Args('input') input: UpdateAccountInput, @CurrentViewer() viewer: Viewer, @Context() request: RequestContext) {
    const { id } = input;
    const row = await this.records.visible(accountSource, id, viewer);
    const before = input.parentId === undefined ? null : await this.accounts.known(request, row.parentId);
    // Null is also what is read where the parent is hidden: nobody takes away what they do not see.
    const parentId = input.parentId === null && before !== row.parentId ? undefined : input.parentId;
    const checked = async () => {
      const check = new Check();
      const changes = parseAccount(check, input);
      // A reference that stands on the record already is not asked about again.
      if (input.ownerId !== row.ownerId) await this.references.checkOwner(check, viewer, input.ownerId);
      if (parentId !== before) await this.references.checkAccount(check, viewer, 'parentId', parentId);
      check.done();
      return changes;
    };
    const changes = checked();
    // What is waited for is waited for before others who move accounts have to wait.
    await Promise.allSettled([changes]);
    const options = { viewer, operation: 'updateAccount', input, wait: false } as const;
    const update = (parent?: NewParent) =>
      this.commands.execute(
        account,
        id,
        async (): Promise<AccountCommand> => ({ type: 'Update', changes: await changes, parent }),
        options,
      );
    const executed = parentId === undefined ? await update() : await this.tree.moving(viewer.tenant, id, parentId, update);
    await this.commands.settled(executed.position);
    return { account: await this.records.changed(accountSource, executed, viewer) };
  }

  @Mutation('archiveAccount')
  archive(@Args('input') input: CommandInput & { id: string }, @CurrentViewer() viewer: Viewer) {
    return this.change(viewer, 'archiveAccount', input, { type: 'Archive' });
  }

  @Mutation('restoreAccount')
  restore(@Args('input') input: CommandInput & { id: string }, @CurrentViewer() viewer: Viewer) {
    return this.change(viewer, 'restoreAccount', input, { type: 'Restore' });
  }

  private async change(viewer: Viewer, operation: string, input: CommandInput & { readonly id: string }, command: AccountCommand) {
    await this.records.visible(accountSource, input.id, viewer);
    const executed = await this.commands.execute(account, input.id, command, { viewer, operation, input });
    return { account: await this.records.changed(accountSource, executed, viewer) };
  }

  // ---- Fields -----------------------------------------------------------------------------------------------------

  @ResolveField('parent')
  parent(@Parent() { parentId }: AccountRow, @Context() request: RequestContext) {
    return parentId && request.load(this.accounts.load, parentId);
  }

  @ResolveField('parentId')
  parentId(@Parent() { parentId }: AccountRow, @Context() request: RequestContext) {
    return this.accounts.known(request, parentId);
  }

  @ResolveField('children')
  children(@Parent() { id }: AccountRow, @Args() query: AccountChildrenArgs, @CurrentViewer() viewer: Viewer) {
    return this.records.list(accountSource, { ...query, viewer, scope: (row) => `${row.column('parentId')} = ${row.param(id, 'text')}` });
  }

  @ResolveField('ancestors')
  async ancestors(@Parent() { parentId }: AccountRow, @Context() request: RequestContext) {
    const ancestors: AccountRow[] = [];
    for (let id = parentId; id && !ancestors.some((each) => each.id === id);) {
      const above: AccountRow | null = await request.load(this.accounts.load, id);
      if (!above) break;
      ancestors.unshift(above);
      id = above.parentId;
    }
    return ancestors;
  }

  @ResolveField('contacts')
  contacts(@Parent() { id }: AccountRow, @Args() { past, ...query }: AccountContactsArgs, @CurrentViewer() viewer: Viewer) {
    return this.records.list(contactSource, {
      ...query,
      viewer,
      scope: (row) => {
        const today = row.param(new Date().toISOString().slice(0, 10), 'text');
        const current = `EXISTS (SELECT FROM jsonb_array_elements(${row.column('positions')}) p
          WHERE p->>'accountId' = ${row.param(id, 'text')} AND COALESCE(p->>'until', ${today}) >= ${today})`;
        return `${row.column('accountIds')} @> ${row.param([id], 'text[]')} AND ${past ? 'NOT ' : ''}${current}`;
      },
    });
  }

  @ResolveField('annualRevenue')
  annualRevenue(@Parent() { annualRevenue, annualRevenueCurrency }: AccountRow) {
    return annualRevenue && { amount: annualRevenue, currency: annualRevenueCurrency };
  }

  @ResolveField('address')
  address(@Parent() { street, postalCode, city, region, country }: AccountRow) {
    const address = present({ street, postalCode, city, region, country });
    return Object.keys(address).length > 0 ? address : null;
  }

  @ResolveField('owner')
  owner(@Parent() { ownerId }: AccountRow) {
    return ownerId && { __typename: 'User', id: ownerId };
  }
}

/** Looked for when it is asked for: whoever does not show the warning does not pay for it. */
@Resolver('CreateAccountPayload')
export class CreateAccountPayloadResolver {
  constructor(private readonly duplicates: AccountDuplicates) {}

  @ResolveField('possibleDuplicates')
  possibleDuplicates(@Parent() { account }: { account: AccountRow }, @CurrentViewer() viewer: Viewer) {
    const { name, domain, phone, phoneE164 } = account;
    return this.duplicates.of({ name, domain, phone: phone ? present({ number: phone, e164: phoneE164 }) : null }, viewer, account.id);
  }
}
