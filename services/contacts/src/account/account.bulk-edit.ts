import { Injectable } from '@nestjs/common';
import { commandsFor, tagsBy, target, type BulkEditKind, type Values } from '@throughline/bulk-edits';
import { Check } from '@throughline/domain';
import type { Viewer } from '@throughline/records';
import { References } from '../references.js';
import type { AccountValues } from '../schema.types.js';
import { present } from '../values.js';
import { AccountTree } from './account-tree.js';
import { parseAccount } from './account.input.js';
import { accountSource } from './account.source.js';
import { account, type AccountCommand } from './account.js';
import type { AccountRow } from './account.view.js';

@Injectable()
export class AccountBulkEdit implements BulkEditKind<AccountRow> {
  readonly name = 'accounts';
  readonly target = target(accountSource, account);

  constructor(
    private readonly references: References,
    private readonly tree: AccountTree,
  ) {}

  held({ street, postalCode, city, region, country }: AccountRow): Values {
    const address = present({ street, postalCode, city, region, country });
    return { address: Object.keys(address).length > 0 ? address : null };
  }

  async prepare(values: Values, viewer: Viewer, undoing?: AccountRow) {
    const { parentId, ...set } = values as AccountValues;
    const check = new Check();
    const changes = parseAccount(check, set);
    const tags = tagsBy(check, values);
    await this.references.checkOwner(check, viewer, set.ownerId);
    await this.references.checkAccount(check, viewer, 'parentId', parentId);
    check.done();
    // A number was read by the country that was given with it.
    const phone = undoing && changes.phone ? present({ number: undoing.phone!, e164: undoing.phoneE164 }) : changes.phone;
    return async (row: AccountRow): Promise<readonly AccountCommand[]> => {
      const id = await this.references.accountInstead(viewer, parentId, row.parentId);
      const update: AccountCommand = {
        type: 'Update',
        changes: { ...changes, phone, tags: tags(row.tags) },
        parent: id === undefined ? undefined : { id, above: [], of: row.id },
      };
      return commandsFor(values, update);
    };
  }

  executing<T>(
    { tenant, id }: AccountRow,
    commands: readonly AccountCommand[],
    execute: (commands: readonly AccountCommand[]) => Promise<T>,
  ) {
    const moved = commands.find((command) => command.type === 'Update')?.parent;
    if (!moved) return execute(commands);
    return this.tree.moving(tenant, id, moved.id, (parent) =>
      execute(commands.map((command) => (command.type === 'Update' ? { ...command, parent } : command))),
    );
  }
}
