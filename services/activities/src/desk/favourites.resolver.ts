import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Check } from '@throughline/domain';
import type { Viewer } from '@throughline/records';
import { Commands, CurrentViewer } from '@throughline/service-kit';
import { referenceTo, Registry, type RecordReference } from '../record/registry.js';
import type { MutationSetFavouriteArgs } from '../schema.types.js';
import { favourites, type Favourites, type FavouritesCommand } from './favourites.js';

@Resolver()
export class FavouritesResolver {
  constructor(
    private readonly commands: Commands,
    private readonly registry: Registry,
  ) {}

  @Query('favourites')
  async list(@CurrentViewer() viewer: Viewer) {
    const loaded = await this.commands.handler.load(favourites, viewer.tenant, viewer.actor);
    return this.shown(viewer, loaded?.state ?? []);
  }

  @Mutation('setFavourite')
  async set(@Args('input') input: MutationSetFavouriteArgs['input'], @CurrentViewer() viewer: Viewer) {
    const { id, favourite } = input;
    const command = async (): Promise<FavouritesCommand> => {
      const check = new Check();
      if (favourite && !(await this.registry.await(viewer, [id])).has(id)) check.refuse('id', 'is not a record you can see');
      check.done();
      return { type: favourite ? 'Add' : 'Remove', recordId: id };
    };
    const { state } = await this.commands.execute(favourites, viewer.actor, command, { viewer, operation: 'setFavourite', input });
    return { favourites: await this.shown(viewer, state) };
  }

  /** Those that are there and that the viewer sees, in their order. */
  private async shown(viewer: Viewer, ids: Favourites): Promise<RecordReference[]> {
    const records = await this.registry.find(viewer, ids);
    const found = ids.map((id) => records.get(id));
    return found.flatMap((record) => (record && !record.archived ? [referenceTo(record)] : []));
  }
}
