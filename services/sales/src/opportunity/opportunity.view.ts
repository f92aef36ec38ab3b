import type { RecordedEventOf } from '@throughline/contracts';
import { OpportunityEventSchema, StageCategory, type StageEntered } from '@throughline/contracts/sales';
import { recordIndexes } from '@throughline/records';
import { ViewRow, type RowData, type View } from '@throughline/views';
import { Column, Entity } from 'typeorm';
import { touchData, type TouchData } from '../lead/lead.view.js';
import { opportunityRecord } from './opportunity.record.js';

/** A deal as lists, boards and its own page read it. */
@Entity()
export class OpportunityRow extends ViewRow {
  @Column('int') revision!: number;
  @Column('timestamptz') createdAt!: string;
  @Column('timestamptz') updatedAt!: string;
  @Column('text') createdBy!: string;
  @Column('text', { nullable: true }) ownerId!: string | null;
  @Column('text') name!: string;
  @Column('text') status!: 'OPEN' | 'WON' | 'LOST';
  @Column('boolean') archived!: boolean;
  @Column('text', { nullable: true }) accountId!: string | null;
  @Column('text', { array: true }) contactIds!: readonly string[];
  @Column('jsonb') contacts!: readonly { contactId: string; role: string | null }[];
  @Column('text') pipelineId!: string;
  @Column('text') stageId!: string;
  /** As they were when it entered. */
  @Column('text') stageName!: string;
  @Column('text') stageCategory!: Category;
  @Column('numeric') stageProbability!: string;
  @Column('timestamptz') stageEnteredAt!: string;
  @Column('jsonb') history!: readonly StageStay[];
  @Column('numeric', { nullable: true }) amount!: string | null;
  @Column('text', { nullable: true }) amountCurrency!: string | null;
  @Column('numeric', { nullable: true }) margin!: string | null;
  @Column('text', { nullable: true }) marginCurrency!: string | null;
  @Column('date', { nullable: true }) closeDate!: string | null;
  @Column('date', { nullable: true }) closedOn!: string | null;
  @Column('date') createdOn!: string;
  @Column('text', { nullable: true }) lostReason!: string | null;
  @Column('text', { array: true }) productIds!: readonly string[];
  @Column('jsonb') products!: readonly ProductLine[];
  @Column('text', { nullable: true }) priceBookId!: string | null;
  @Column('text', { array: true }) competitors!: readonly string[];
  @Column('text', { nullable: true }) nextStep!: string | null;
  @Column('text', { nullable: true }) source!: string | null;
  @Column('text', { nullable: true }) campaign!: string | null;
  @Column('text', { nullable: true }) referringContactId!: string | null;
  @Column('text', { nullable: true }) referringAccountId!: string | null;
  @Column('jsonb', { nullable: true }) firstTouch!: TouchData | null;
  @Column('jsonb', { nullable: true }) lastTouch!: TouchData | null;
  /** The deal's own source where no touch is known. */
  @Column('text', { nullable: true }) firstTouchSource!: string | null;
  @Column('text', { nullable: true }) lastTouchSource!: string | null;
  @Column('text', { nullable: true }) leadId!: string | null;
  @Column('text', { nullable: true }) externalId!: string | null;
}

export type Category = 'OPEN' | 'WON' | 'LOST';

export interface StageStay {
  readonly stageId: string;
  readonly stage: string;
  readonly enteredAt: string;
  readonly leftAt: string | null;
}

export interface ProductLine {
  readonly productId: string;
  readonly quantity: string | null;
  readonly unitPrice: { readonly amount: string; readonly currency: string } | null;
}

type Row = RowData<OpportunityRow>;
type Event = RecordedEventOf<typeof OpportunityEventSchema>;

export const opportunities: View<OpportunityRow, typeof OpportunityEventSchema> = {
  name: 'opportunities',
  version: 2,
  entity: OpportunityRow,
  streams: [OpportunityEventSchema],
  indexes: [
    ...recordIndexes(opportunityRecord, OpportunityRow),
    'CREATE INDEX ON {table} (tenant, pipeline_id, stage_id)',
    'CREATE INDEX ON {table} (tenant, external_id) WHERE external_id IS NOT NULL',
  ],
  project(row, event) {
    const seen = { revision: event.revision, updatedAt: event.recordedAt };
    if (event.type === 'OpportunityOpened') return { ...opened(event), ...seen };
    return row && { ...row, ...changed(row, event), ...seen };
  },
};

function opened(event: Extract<Event, { type: 'OpportunityOpened' }>): Omit<Row, 'revision' | 'updatedAt'> {
  const { data } = event;
  const { attribution } = data;
  const source = data.source || null;
  const [firstTouch, lastTouch] = [touchData(attribution?.firstTouch), touchData(attribution?.lastTouch)];
  return {
    createdAt: event.recordedAt,
    createdBy: event.meta.actor,
    ownerId: data.ownerId || null,
    name: data.name,
    status: 'OPEN',
    archived: false,
    accountId: data.accountId || null,
    ...contacts(data.contacts),
    pipelineId: data.pipelineId,
    ...enter([], data.stage, event),
    ...money('amount', data.amount),
    ...money('margin', undefined),
    closeDate: data.closeDate || null,
    closedOn: null,
    createdOn: data.createdOn || event.meta.occurredAt.slice(0, 10),
    lostReason: null,
    ...products(data.products),
    priceBookId: data.priceBookId || null,
    competitors: data.competitors,
    nextStep: data.nextStep || null,
    source,
    campaign: attribution?.campaign || null,
    referringContactId: attribution?.referringContactId || null,
    referringAccountId: attribution?.referringAccountId || null,
    firstTouch,
    lastTouch,
    firstTouchSource: firstTouch?.source ?? source,
    lastTouchSource: lastTouch?.source ?? source,
    leadId: data.leadId || null,
    externalId: data.externalId || null,
  };
}

function changed(row: Readonly<Row>, event: Exclude<Event, { type: 'OpportunityOpened' }>): Partial<Row> {
  const { type, data } = event;
  switch (type) {
    case 'OpportunityRenamed':
      return { name: data.name };
    case 'OpportunityAmountChanged':
      return money('amount', data.amount);
    case 'OpportunityMarginChanged':
      return money('margin', data.margin);
    case 'OpportunityCloseDateChanged':
      return { closeDate: data.closeDate || null };
    case 'OpportunityAssigned':
      return { ownerId: data.ownerId || null };
    case 'OpportunityAccountChanged':
      return { accountId: data.accountId || null };
    case 'OpportunityContactsChanged':
      return contacts(data.contacts);
    case 'OpportunityProductsChanged':
      return { ...products(data.products), priceBookId: data.priceBookId || null };
    case 'OpportunityCompetitorsChanged':
      return { competitors: data.competitors };
    case 'OpportunityNextStepChanged':
      return { nextStep: data.nextStep || null };
    case 'OpportunityMovedToStage':
      return { pipelineId: data.pipelineId, ...enter(row.history, data.to, event) };
    case 'OpportunityWon':
      return { status: 'WON', closedOn: data.closedOn, lostReason: null, ...enter(row.history, data.stage, event) };
    case 'OpportunityLost':
      return { status: 'LOST', closedOn: data.closedOn, lostReason: data.reason || null, ...enter(row.history, data.stage, event) };
    case 'OpportunityReopened':
      return { status: 'OPEN', closedOn: null, lostReason: null, ...enter(row.history, data.stage, event) };
    case 'OpportunityArchived':
      return { archived: true };
    case 'OpportunityRestored':
      return { archived: false };
  }
}

/** Leaves the stage it is in and enters `stage`, both at the same moment. */
function enter(history: readonly StageStay[], stage: StageEntered | undefined, event: Event) {
  const { id = '', name = '', category = StageCategory.OPEN, probability = '0', enteredOn = '' } = stage ?? {};
  const last = history.at(-1);
  const enteredAt = momentOf(enteredOn, event, last?.enteredAt);
  return {
    stageId: id,
    stageName: name,
    stageCategory: StageCategory[category] as Category,
    stageProbability: probability || '0',
    stageEnteredAt: enteredAt,
    history: [
      ...history.slice(0, -1),
      ...(last ? [{ ...last, leftAt: enteredAt }] : []),
      { stageId: id, stage: name, enteredAt, leftAt: null },
    ],
  };
}

/**
 * The moment of a stage's change: the event's own, or the beginning (UTC) of the earlier day that the event names, yet never before the deal
 * entered the stage it comes from.
 */
function momentOf(day: string, event: Event, notBefore = ''): string {
  const moment = day && day < event.recordedAt.slice(0, 10) ? `${day}T00:00:00.000Z` : event.recordedAt;
  return moment < notBefore ? notBefore : moment;
}

const money = <K extends 'amount' | 'margin'>(field: K, value: { amount: string; currency: string } | undefined) =>
  ({ [field]: value?.amount ?? null, [`${field}Currency`]: value?.currency ?? null }) as Record<K | `${K}Currency`, string | null>;

const contacts = (list: readonly { contactId: string; role: string }[]) => ({
  contactIds: list.map(({ contactId }) => contactId),
  contacts: list.map(({ contactId, role }) => ({ contactId, role: role || null })),
});

const products = (list: readonly { productId: string; quantity: string; unitPrice?: { amount: string; currency: string } }[]) => ({
  productIds: list.map(({ productId }) => productId),
  products: list.map(({ productId, quantity, unitPrice }) => ({
    productId,
    quantity: quantity || null,
    unitPrice: unitPrice ? { amount: unitPrice.amount, currency: unitPrice.currency } : null,
  })),
});
