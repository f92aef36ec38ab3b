import type { EventInitOf, EventOf } from '@throughline/contracts';
import { AssignmentRuleEventSchema, AssignmentStrategy } from '@throughline/contracts/sales';
import { NotFound, RuleViolated, type Decider } from '@throughline/decider';

export { AssignmentStrategy };

/** Which leads a rule is for, and who gets them. An empty condition holds for every lead. */
export interface Rule {
  readonly name: string;
  /** Rules are tried in the order of their positions; the first that fits decides. */
  readonly position: number;
  readonly when: { readonly source: string; readonly country: string; readonly industry: string };
  readonly strategy: AssignmentStrategy;
  readonly userIds: readonly string[];
}

// ---- Commands -----------------------------------------------------------------------------------------------------

export type AssignmentRuleCommand =
  | { type: 'Create'; rule: Rule }
  | { type: 'Change'; rule: Partial<Rule> }
  /** `active`: the users who may be given a lead today. */
  | { type: 'TakeTurn'; leadId: string; active: readonly string[] }
  | { type: 'Archive' };

// ---- State --------------------------------------------------------------------------------------------------------

export type RuleState =
  | { readonly status: 'none' }
  | ({
      readonly status: 'active' | 'archived';
      /** Who had the last turn. */
      readonly last?: string;
      /** The turns taken last, by lead: a lead asked for again gets the same owner. */
      readonly turns: ReadonlyMap<string, string>;
    } & Rule);

export type AssignmentRuleEvent = EventOf<typeof AssignmentRuleEventSchema>;
type AssignmentRuleEventInit = EventInitOf<typeof AssignmentRuleEventSchema>;

/** So many turns are remembered; a lead is asked for again within seconds or, after a crash, minutes. */
const REMEMBERED = 1000;

// ---- Decide -------------------------------------------------------------------------------------------------------

function decide(command: AssignmentRuleCommand, state: RuleState): readonly AssignmentRuleEventInit[] {
  if (command.type === 'Create') return state.status === 'none' ? [{ type: 'AssignmentRuleCreated', data: copy(command.rule) }] : [];
  if (state.status === 'none') throw new NotFound('assignment rule');
  if (command.type === 'Archive') return state.status === 'archived' ? [] : [{ type: 'AssignmentRuleArchived', data: {} }];
  if (state.status === 'archived') throw new RuleViolated('record.archived', 'This assignment rule is archived.');
  switch (command.type) {
    case 'Change': {
      const rule = { ...ruleOf(state), ...command.rule };
      return JSON.stringify(rule) === JSON.stringify(ruleOf(state)) ? [] : [{ type: 'AssignmentRuleChanged', data: copy(rule) }];
    }
    case 'TakeTurn': {
      if (state.turns.has(command.leadId)) return [];
      const userId = nextTurn(state, command.active);
      return userId ? [{ type: 'AssignmentTurnTaken', data: { leadId: command.leadId, userId } }] : [];
    }
  }
}

/** Round robin goes on after the one who had the last turn, passing over who is not active; FIRST takes the first who is. */
function nextTurn(rule: Rule & { last?: string }, active: readonly string[]): string | undefined {
  const start = rule.strategy === AssignmentStrategy.ROUND_ROBIN ? rule.userIds.indexOf(rule.last ?? '') + 1 : 0;
  const inOrder = [...rule.userIds.slice(start), ...rule.userIds.slice(0, start)];
  return inOrder.find((user) => active.includes(user));
}

/** Whether the rule is for a lead; texts are compared without regard to case. */
export function fits(rule: Rule, lead: { source: string; country: string; industry: string }): boolean {
  return (['source', 'country', 'industry'] as const).every(
    (field) => !rule.when[field] || rule.when[field].toLowerCase() === lead[field].toLowerCase(),
  );
}

// ---- Evolve -------------------------------------------------------------------------------------------------------

function evolve(state: RuleState, { type, data }: AssignmentRuleEvent): RuleState {
  if (type === 'AssignmentRuleCreated') return { status: 'active', turns: new Map(), ...fromEvent(data) };
  if (state.status === 'none') return state;
  switch (type) {
    case 'AssignmentRuleChanged':
      return { ...state, ...fromEvent(data) };
    case 'AssignmentTurnTaken':
      return { ...state, last: data.userId, turns: new Map([...state.turns, [data.leadId, data.userId] as const].slice(-REMEMBERED)) };
    case 'AssignmentRuleArchived':
      return { ...state, status: 'archived' };
  }
}

export const assignmentRule = {
  category: 'assignment_rule',
  events: AssignmentRuleEventSchema,
  initialState: { status: 'none' } as RuleState,
  decide,
  evolve,
} satisfies Decider<RuleState, AssignmentRuleCommand, AssignmentRuleEvent, AssignmentRuleEventInit> & { events: unknown };

const ruleOf = ({ name, position, when, strategy, userIds }: Rule): Rule => ({ name, position, when, strategy, userIds });
const copy = (rule: Rule) => ({ ...rule, userIds: [...rule.userIds] });

function fromEvent(data: Omit<Rule, 'when'> & { when?: Rule['when'] }): Rule {
  const { source = '', country = '', industry = '' } = data.when ?? {};
  return { ...ruleOf(data as Rule), when: { source, country, industry } };
}
