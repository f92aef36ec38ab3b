import type { EventInitOf, EventOf } from '@throughline/contracts';
import { OpportunityEventSchema } from '@throughline/contracts/sales';
import type { Decider } from '../decider.js';
import { NotFound, RuleViolated } from '../errors.js';

type DealEvent = EventOf<typeof OpportunityEventSchema>;
type DealEventInit = EventInitOf<typeof OpportunityEventSchema>;
type Command = { kind: 'open'; name: string } | { kind: 'rename'; name: string } | { kind: 'say'; nextStep: string };
interface Deal {
  readonly name?: string;
  readonly said: readonly string[];
}

/** The least that a record can be, for the tests of this library: it is opened, renamed, and told next steps. */
export const deal: Decider<Deal, Command, DealEvent, DealEventInit> & { readonly events: typeof OpportunityEventSchema } = {
  category: 'opportunity',
  events: OpportunityEventSchema,
  initialState: { said: [] },

  decide(command, state) {
    switch (command.kind) {
      case 'open':
        return state.name === undefined ? [opened(command.name)] : [];
      case 'rename':
        if (state.name === undefined) throw new NotFound('deal');
        if (command.name === '') throw new RuleViolated('deal.name', 'A deal needs a name.');
        return state.name === command.name ? [] : [renamed(command.name)];
      case 'say':
        return [{ type: 'OpportunityNextStepChanged', data: { nextStep: command.nextStep } }];
    }
  },

  evolve(state, event) {
    if (event.type === 'OpportunityOpened' || event.type === 'OpportunityRenamed') return { ...state, name: event.data.name };
    if (event.type === 'OpportunityNextStepChanged') return { ...state, said: [...state.said, event.data.nextStep] };
    return state;
  },
};

export const opened = (name: string): DealEventInit => ({ type: 'OpportunityOpened', data: { name } });
export const renamed = (name: string): DealEventInit => ({ type: 'OpportunityRenamed', data: { name } });
