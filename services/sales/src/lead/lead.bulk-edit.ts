import { Injectable } from '@nestjs/common';
import { commandsFor, target, type BulkEditKind, type Values } from '@throughline/bulk-edits';
import { Check, parseLine } from '@throughline/domain';
import type { Viewer } from '@throughline/records';
import { References } from '../references.js';
import type { LeadValues } from '../schema.types.js';
import { lead, type LeadCommand } from './lead.js';
import { parseLeadFacts } from './lead.input.js';
import { leadSource } from './lead.source.js';
import type { LeadRow } from './lead.view.js';

@Injectable()
export class LeadBulkEdit implements BulkEditKind<LeadRow> {
  readonly name = 'leads';
  readonly target = target(leadSource, lead);

  constructor(private readonly references: References) {}

  async prepare(values: Values, viewer: Viewer, undoing?: LeadRow) {
    const { status, ...set } = values as LeadValues;
    const ownerId = set.ownerId;
    const check = new Check();
    const changes = parseLeadFacts(check, set);
    const standing = parseStanding(check, status, undoing ? undoing.disqualifiedReason : set.disqualifiedReason);
    if (ownerId) await this.references.checkUsers(check, viewer, { ownerId });
    check.done();
    return (): readonly LeadCommand[] => commandsFor<LeadCommand>(values, { type: 'Update', changes, ownerId }, ...standing);
  }
}

function parseStanding(check: Check, status: LeadValues['status'], reason: string | null | undefined): LeadCommand[] {
  switch (status) {
    case undefined:
      return [];
    case 'NEW':
      return [{ type: 'Reopen' }];
    case 'QUALIFIED':
      return [{ type: 'Qualify' }];
    case 'DISQUALIFIED':
      return [{ type: 'Disqualify', reason: check.required('disqualifiedReason', reason, parseLine) }];
    case 'CONVERTED':
    case null:
      check.refuse('status', 'must be NEW, QUALIFIED or DISQUALIFIED');
      return [];
  }
}
