import { Args, Mutation, Parent, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import { InvalidInput, NotFound } from '@throughline/decider';
import type { Viewer } from '@throughline/records';
import { CurrentViewer } from '@throughline/service-kit';
import { Registry } from '../record/registry.js';
import type { PresentInput, SubscriptionChangesArgs } from '../schema.types.js';
import { Live } from './live.js';
import { PresenceBoard, type Present } from './presence.js';
import type { Subscriber } from './subscriber.js';

const MOST_IDS = 1_000;

/** Somebody who has a record open, of the reader's tenant. */
type Here = Present & { readonly tenant: string };

@Resolver('Presence')
export class LiveResolver {
  constructor(
    private readonly live: Live,
    private readonly board: PresenceBoard,
    private readonly registry: Registry,
  ) {}

  @Subscription('changes')
  changes(@Args() { ids, kinds }: SubscriptionChangesArgs, @CurrentViewer() viewer: Viewer): Subscriber {
    if (ids && ids.length > MOST_IDS) throw new InvalidInput({ ids: `at most ${MOST_IDS}; ask for whole kinds instead` });
    return this.live.subscribe(viewer, ids, kinds);
  }

  @Query('presence')
  async presence(@Args('id') id: string, @CurrentViewer() viewer: Viewer): Promise<readonly Here[]> {
    await this.check(viewer, id);
    return this.others(viewer, id);
  }

  @Mutation('present')
  async present(@Args('input') { id, editing, left }: PresentInput, @CurrentViewer() viewer: Viewer) {
    await this.check(viewer, id);
    this.board.say({ tenant: viewer.tenant, id, userId: viewer.actor, editing: editing ?? false, left: left ?? false });
    return { presence: this.others(viewer, id) };
  }

  @ResolveField('user')
  user(@Parent() { tenant, userId }: Here) {
    return this.registry.actorName(tenant, userId);
  }

  private others({ tenant, actor }: Viewer, id: string): readonly Here[] {
    const others = this.board.on(tenant, id).filter(({ userId }) => userId !== actor);
    return others.map((present) => ({ ...present, tenant }));
  }

  private async check(viewer: Viewer, id: string): Promise<void> {
    if (!(await this.registry.find(viewer, [id])).has(id)) throw new NotFound('record', id);
  }
}
