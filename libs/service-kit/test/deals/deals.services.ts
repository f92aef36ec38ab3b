import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { EventInitOf, EventOf } from '@throughline/contracts';
import { OpportunityEventSchema } from '@throughline/contracts/sales';
import { RuleViolated, type Decider } from '@throughline/decider';
import type { Viewer } from '@throughline/records';
import { does, policy, ViewRow, type View } from '@throughline/views';
import { Column, Entity } from 'typeorm';
import { Commands, CurrentViewer, type ServiceManifest } from '../../src/index.js';

type Events = typeof OpportunityEventSchema;
type Command = { readonly kind: 'open'; readonly name: string } | { readonly kind: 'greet' };

/** The least that goes all the way: a deal is opened, a policy greets it, a view of another service shows it. */
export const deal: Decider<{ readonly greeted: boolean }, Command, EventOf<Events>, EventInitOf<Events>> & { readonly events: Events } = {
  category: 'opportunity',
  events: OpportunityEventSchema,
  initialState: { greeted: false },
  decide(command, { greeted }) {
    if (command.kind === 'greet') return greeted ? [] : [{ type: 'OpportunityNextStepChanged', data: { nextStep: 'Say hello' } }];
    if (command.name === '') throw new RuleViolated('deal.name', 'A deal needs a name.');
    return [{ type: 'OpportunityOpened', data: { name: command.name } }];
  },
  evolve: (state, event) => (event.type === 'OpportunityNextStepChanged' ? { greeted: true } : state),
};

const greet = policy({
  name: 'greet',
  version: 1,
  streams: [OpportunityEventSchema],
  on: ['OpportunityOpened'],
  from: 'beginning',
  react: (event) => [does(deal, event.stream.id, { kind: 'greet' })],
});

@Entity()
class DealRow extends ViewRow {
  @Column('text') name!: string;
}

const deals: View<DealRow, Events> = {
  name: 'deals',
  version: 1,
  entity: DealRow,
  streams: [OpportunityEventSchema],
  project(row, event) {
    if (event.type !== 'OpportunityOpened') return row;
    if (event.data.name === 'poison') throw new TypeError('poison is not a name');
    return { name: event.data.name };
  },
};

@Resolver()
class DealResolver {
  constructor(private readonly commands: Commands) {}

  @Query('broken')
  broken() {
    throw new Error('the password of jane@example.com is swordfish');
  }

  @Mutation('open')
  async open(@Args('input') input: { readonly name: string; readonly commandId?: string }, @CurrentViewer() viewer: Viewer) {
    const { id } = await this.commands.execute(deal, undefined, { kind: 'open', name: input.name }, { viewer, operation: 'open', input });
    return id;
  }
}

const schema = new URL('./', import.meta.url);

export const sales: ServiceManifest = { name: 'sales', schema, views: [], policies: [greet], resolvers: [DealResolver] };

export const activities: ServiceManifest = { name: 'activities', schema, views: [deals], resolvers: [DealResolver] };
