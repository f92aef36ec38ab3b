import { Injectable } from '@nestjs/common';
import { commandsFor, tagsBy, target, type BulkEditKind, type Values } from '@throughline/bulk-edits';
import { Check } from '@throughline/domain';
import type { Viewer } from '@throughline/records';
import { References } from '../references.js';
import type { ContactValues } from '../schema.types.js';
import { parseContact } from './contact.input.js';
import { contactSource } from './contact.source.js';
import { contact, type ContactCommand } from './contact.js';
import type { ContactRow } from './contact.view.js';

@Injectable()
export class ContactBulkEdit implements BulkEditKind<ContactRow> {
  readonly name = 'contacts';
  readonly target = target(contactSource, contact);

  constructor(private readonly references: References) {}

  held({ addresses }: ContactRow): Values {
    return { address: addresses[0] ?? null };
  }

  async prepare(values: Values, viewer: Viewer) {
    const { accountId, ...set } = values as ContactValues;
    const check = new Check();
    const changes = parseContact(check, set);
    const tags = tagsBy(check, values);
    await this.references.checkOwner(check, viewer, set.ownerId);
    await this.references.checkAccount(check, viewer, 'accountId', accountId);
    check.done();
    return async (row: ContactRow): Promise<readonly ContactCommand[]> => {
      const instead = await this.references.accountInstead(viewer, accountId, row.accountId);
      const update: ContactCommand = { type: 'Update', changes: { ...changes, tags: tags(row.tags), accountId: instead } };
      return commandsFor(values, update);
    };
  }
}
