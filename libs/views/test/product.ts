import type { EventInitOf, EventOf } from '@throughline/contracts';
import { ProductEventSchema } from '@throughline/contracts/sales';
import { RuleViolated, type Decider } from '@throughline/decider';

type Command = { type: 'add'; name: string } | { type: 'archive' };

/** Enough of a product for policies to act on. One named `forbidden` is refused. */
export const product: Decider<
  { archived: boolean },
  Command,
  EventOf<typeof ProductEventSchema>,
  EventInitOf<typeof ProductEventSchema>
> & {
  events: typeof ProductEventSchema;
} = {
  category: 'product',
  events: ProductEventSchema,
  initialState: { archived: false },
  decide(command, state) {
    if (command.type === 'archive') return state.archived ? [] : [{ type: 'ProductArchived', data: {} }];
    if (command.name === 'forbidden') throw new RuleViolated('product.name', `${command.name} is not allowed`);
    return [{ type: 'ProductAdded', data: { name: command.name } }];
  },
  evolve: (_, event) => ({ archived: event.type === 'ProductArchived' }),
};
