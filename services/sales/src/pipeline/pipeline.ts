import type { EventInitOf, EventOf } from '@throughline/contracts';
import { PipelineEventSchema, StageCategory } from '@throughline/contracts/sales';
import { InvalidInput, NotFound, RuleViolated, type Decider } from '@throughline/decider';

export { StageCategory };

/** A step of the way to a sale. */
export interface Stage {
  readonly id: string;
  readonly name: string;
  readonly category: StageCategory;
  /** In per cent, decimal: "25". */
  readonly probability: string;
  /** Fields of the deal that must have a value before it may enter: `amount`, `closeDate`. */
  readonly requiredFields: readonly string[];
  /** 0: by the deals won so far. */
  readonly stuckAfterDays: number;
  /** Who may bring a deal into it. Absent: whoever may change the deal. */
  readonly entryRole?: EntryRole;
}

export type Role = 'ADMIN' | 'MANAGER' | 'MEMBER' | 'READ_ONLY';
/** Administrators may what managers may. */
export type EntryRole = Extract<Role, 'ADMIN' | 'MANAGER'>;

/** The task that a won deal opens. */
export interface Onboarding {
  readonly assigneeId: string;
  readonly title: string;
  readonly dueInBusinessDays: number;
}

// ---- Commands -----------------------------------------------------------------------------------------------------

export type PipelineCommand =
  | { type: 'Create'; name: string; stages: readonly Stage[]; onboarding?: Onboarding }
  /** What is absent stays as it is; null clears. */
  | { type: 'Update'; name?: string; stages?: readonly Stage[]; onboarding?: Onboarding | null }
  | { type: 'Archive' }
  | { type: 'Restore' };

// ---- State --------------------------------------------------------------------------------------------------------

export type PipelineState =
  | { readonly status: 'none' }
  | { readonly status: 'active' | 'archived'; readonly name: string; readonly stages: readonly Stage[]; readonly onboarding?: Onboarding };

/** A pipeline with its id, as the rules of a deal need it. */
export type Pipeline = { readonly id: string; readonly name: string; readonly stages: readonly Stage[]; readonly onboarding?: Onboarding };

export type PipelineEvent = EventOf<typeof PipelineEventSchema>;
type PipelineEventInit = EventInitOf<typeof PipelineEventSchema>;

// ---- Decide -------------------------------------------------------------------------------------------------------

/** The fields of a deal that a stage may require. */
export const requirable = [
  'accountId',
  'amount',
  'closeDate',
  'competitors',
  'contactIds',
  'margin',
  'nextStep',
  'ownerId',
  'productIds',
] as const;

function decide(command: PipelineCommand, state: PipelineState): readonly PipelineEventInit[] {
  if (command.type === 'Create') {
    if (state.status !== 'none') return [];
    checkStages(command.stages);
    return [{ type: 'PipelineCreated', data: { name: command.name, stages: command.stages.map(copy), onboarding: command.onboarding } }];
  }
  if (state.status === 'none') throw new NotFound('pipeline');
  switch (command.type) {
    case 'Update': {
      const events: PipelineEventInit[] = [];
      if (command.name !== undefined && command.name !== state.name) events.push({ type: 'PipelineRenamed', data: { name: command.name } });
      if (command.stages && !same(command.stages, state.stages)) {
        checkStages(command.stages);
        events.push({ type: 'PipelineStagesChanged', data: { stages: command.stages.map(copy) } });
      }
      if (command.onboarding !== undefined && !same(command.onboarding ?? undefined, state.onboarding)) {
        events.push({ type: 'PipelineOnboardingChanged', data: { onboarding: command.onboarding ?? undefined } });
      }
      return events;
    }
    case 'Archive':
      return state.status === 'archived' ? [] : [{ type: 'PipelineArchived', data: {} }];
    case 'Restore':
      return state.status === 'active' ? [] : [{ type: 'PipelineRestored', data: {} }];
  }
}

function checkStages(stages: readonly Stage[]): void {
  const problems: Record<string, string> = {};
  const names = new Set<string>();
  stages.forEach((stage, i) => {
    if (names.has(stage.name.toLowerCase())) problems[`stages.${i}.name`] = `There is a stage "${stage.name}" already.`;
    names.add(stage.name.toLowerCase());
    const unknown = stage.requiredFields.filter((field) => !(requirable as readonly string[]).includes(field));
    if (unknown.length)
      problems[`stages.${i}.requiredFields`] =
        `Not a field that can be required: ${unknown.join(', ')}. Choose from ${requirable.join(', ')}.`;
    const probability = Number(stage.probability);
    if (!(probability >= 0 && probability <= 100)) problems[`stages.${i}.probability`] = 'Must be between 0 and 100 per cent.';
  });
  if (!stages.some((stage) => stage.category === StageCategory.OPEN)) problems['stages'] = 'A pipeline needs at least one open stage.';
  if (Object.keys(problems).length) throw new InvalidInput(problems);
}

// ---- Evolve -------------------------------------------------------------------------------------------------------

function evolve(state: PipelineState, { type, data }: PipelineEvent): PipelineState {
  if (type === 'PipelineCreated')
    return { status: 'active', name: data.name, stages: data.stages.map(stageOf), onboarding: onboardingOf(data.onboarding) };
  if (state.status === 'none') return state;
  switch (type) {
    case 'PipelineRenamed':
      return { ...state, name: data.name };
    case 'PipelineStagesChanged':
      return { ...state, stages: data.stages.map(stageOf) };
    case 'PipelineOnboardingChanged':
      return { ...state, onboarding: onboardingOf(data.onboarding) };
    case 'PipelineArchived':
      return { ...state, status: 'archived' };
    case 'PipelineRestored':
      return { ...state, status: 'active' };
  }
}

export const pipeline = {
  category: 'pipeline',
  events: PipelineEventSchema,
  initialState: { status: 'none' } as PipelineState,
  decide,
  evolve,
} satisfies Decider<PipelineState, PipelineCommand, PipelineEvent, PipelineEventInit> & { events: unknown };

// ---- What a deal asks of its pipeline -----------------------------------------------------------------------------

/** The stage of that id; refused by the name of the input field, where the pipeline has none. */
export function stageById(pipeline: Pipeline, id: string): Stage {
  const stage = pipeline.stages.find((stage) => stage.id === id);
  if (!stage) throw new InvalidInput({ stageId: `The pipeline "${pipeline.name}" has no such stage.` });
  return stage;
}

/** The first stage of a category; refused in words where the pipeline has none. */
export function needStage(pipeline: Pipeline, category: StageCategory, words: string): Stage {
  const stage = pipeline.stages.find((stage) => stage.category === category);
  if (!stage) throw new RuleViolated('pipeline.stages', `The pipeline "${pipeline.name}" has no stage for ${words} deals.`);
  return stage;
}

const copy = (stage: Stage) => ({ ...stage, requiredFields: [...stage.requiredFields] });
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
/** As the decider and the view keep what an event says of a stage. */
export const stageOf = ({
  id,
  name,
  category,
  probability,
  requiredFields,
  stuckAfterDays,
  entryRole,
}: Omit<Stage, 'entryRole'> & { readonly entryRole?: string }): Stage => ({
  id,
  name,
  category,
  probability,
  requiredFields,
  stuckAfterDays,
  ...(entryRole && { entryRole: entryRole as EntryRole }),
});
export const onboardingOf = (given: Onboarding | undefined): Onboarding | undefined =>
  given && { assigneeId: given.assigneeId, title: given.title, dueInBusinessDays: given.dueInBusinessDays };
