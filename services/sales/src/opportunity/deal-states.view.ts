import type { RecordedEventOf } from '@throughline/contracts';
import { OpportunityEventSchema, type StageEntered } from '@throughline/contracts/sales';
import { ViewRow, type RowData, type View } from '@throughline/views';
import { Column, Entity } from 'typeorm';

/** How a deal stood, and from when on: one state more each time that something changed of what a pipeline's figures are made of. */
@Entity()
export class DealStatesRow extends ViewRow {
  /** Oldest first. */
  @Column('jsonb') states!: readonly DealState[];
}

export interface DealState {
  /** Recorded, ISO 8601 in UTC. */
  readonly at: string;
  /** Who did it: a user's id, `apikey:..`, `policy:..`. */
  readonly by: string;
  readonly change: 'ADDED' | 'MOVED' | 'WON' | 'LOST' | 'REOPENED' | 'AMOUNT' | 'CLOSE_DATE' | 'REASSIGNED' | 'ARCHIVED' | 'RESTORED';
  readonly status: 'OPEN' | 'WON' | 'LOST';
  readonly archived: boolean;
  readonly stageId: string;
  /** Its name and its probability in per cent, as they were. */
  readonly stage: string;
  readonly probability: string;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly closeDate: string | null;
  readonly ownerId: string | null;
}

type Event = RecordedEventOf<typeof OpportunityEventSchema>;
type Standing = Omit<DealState, 'at' | 'by' | 'change'>;

export const dealStates: View<DealStatesRow, typeof OpportunityEventSchema> = {
  name: 'deal_states',
  version: 1,
  entity: DealStatesRow,
  streams: [OpportunityEventSchema],
  project(row, event) {
    const change = changeOf(event);
    if (!change || (!row && change !== 'ADDED')) return row;
    const last = row?.states.at(-1) ?? unopened;
    const next = { ...last, ...standing(event), at: event.recordedAt, by: event.meta.actor, change };
    return { states: [...(row?.states ?? []), next] } satisfies RowData<DealStatesRow>;
  },
};

const unopened: Standing = {
  status: 'OPEN',
  archived: false,
  stageId: '',
  stage: '',
  probability: '0',
  amount: null,
  currency: null,
  closeDate: null,
  ownerId: null,
};

/** Null where the figures of a pipeline stay as they are. */
function changeOf({ type }: Event): DealState['change'] | null {
  switch (type) {
    case 'OpportunityOpened':
      return 'ADDED';
    case 'OpportunityMovedToStage':
      return 'MOVED';
    case 'OpportunityWon':
      return 'WON';
    case 'OpportunityLost':
      return 'LOST';
    case 'OpportunityReopened':
      return 'REOPENED';
    case 'OpportunityAmountChanged':
      return 'AMOUNT';
    case 'OpportunityCloseDateChanged':
      return 'CLOSE_DATE';
    case 'OpportunityAssigned':
      return 'REASSIGNED';
    case 'OpportunityArchived':
      return 'ARCHIVED';
    case 'OpportunityRestored':
      return 'RESTORED';
    case 'OpportunityRenamed':
    case 'OpportunityMarginChanged':
    case 'OpportunityAccountChanged':
    case 'OpportunityContactsChanged':
    case 'OpportunityProductsChanged':
    case 'OpportunityCompetitorsChanged':
    case 'OpportunityNextStepChanged':
      return null;
  }
}

function standing({ type, data }: Event): Partial<Standing> {
  switch (type) {
    case 'OpportunityOpened':
      return { ...stage(data.stage), ...amount(data.amount), closeDate: data.closeDate || null, ownerId: data.ownerId || null };
    case 'OpportunityMovedToStage':
      return stage(data.to);
    case 'OpportunityWon':
      return { status: 'WON', ...stage(data.stage) };
    case 'OpportunityLost':
      return { status: 'LOST', ...stage(data.stage) };
    case 'OpportunityReopened':
      return { status: 'OPEN', ...stage(data.stage) };
    case 'OpportunityAmountChanged':
      return amount(data.amount);
    case 'OpportunityCloseDateChanged':
      return { closeDate: data.closeDate || null };
    case 'OpportunityAssigned':
      return { ownerId: data.ownerId || null };
    case 'OpportunityArchived':
      return { archived: true };
    case 'OpportunityRestored':
      return { archived: false };
    default:
      return {};
  }
}

const stage = (entered: StageEntered | undefined) => ({
  stageId: entered?.id ?? '',
  stage: entered?.name ?? '',
  probability: entered?.probability || '0',
});

const amount = (money: { amount: string; currency: string } | undefined) => ({
  amount: money?.amount ?? null,
  currency: money?.currency ?? null,
});
