import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Forbidden, NotFound } from '@throughline/decider';
import { Check, InvalidValue, parseName } from '@throughline/domain';
import type { RecordType, Viewer } from '@throughline/records';
import { Commands, CurrentViewer, Directory, Records, type CommandInput } from '@throughline/service-kit';
import { DataSource, In, type FindOptionsWhere } from 'typeorm';
import type { MutationCreateSavedViewArgs, MutationUpdateSavedViewArgs } from '../schema.types.js';
import { Audience, savedView, type SavedViewCommand, type SavedViewFields } from './saved-view.js';
import { savedViews, SavedViewRow } from './saved-view.view.js';

/** Who sees a view is asked of the directory, by {@link SavedViewResolver.visible}. */
const record: RecordType = { name: 'SavedView', access: 'everyone', fields: [{ key: 'id', label: 'Id', kind: 'id' }] };
const source = { record, view: savedViews, events: savedView };

const maxBytes = 64 * 1024;
const maxDepth = 20;

@Resolver('SavedView')
export class SavedViewResolver {
  constructor(
    private readonly database: DataSource,
    private readonly directory: Directory,
    private readonly commands: Commands,
    private readonly records: Records,
  ) {}

  @Query('savedViews')
  list(@Args('kind') kind: string | null | undefined, @CurrentViewer() viewer: Viewer): Promise<SavedViewRow[]> {
    return this.visible(viewer, { archived: false, ...(kind && { kind }) });
  }

  @Query('savedView')
  async savedView(@Args('id') id: string, @CurrentViewer() viewer: Viewer): Promise<SavedViewRow | null> {
    return (await this.visible(viewer, { id }))[0] ?? null;
  }

  @Mutation('createSavedView')
  create(@Args('input') input: MutationCreateSavedViewArgs['input'], @CurrentViewer() viewer: Viewer) {
    const check = new Check();
    const command = {
      type: 'Create' as const,
      ownerId: viewer.actor,
      kind: check.required('kind', input.kind, parseKind),
      name: check.required('name', input.name, parseName),
      definition: check.required('definition', input.definition, parseDefinition),
      sharedWith: Audience[input.sharedWith ?? 'NOBODY'],
      position: input.position ?? 0,
    };
    check.done();
    return this.execute(undefined, command, viewer, 'createSavedView', input);
  }

  @Mutation('updateSavedView')
  update(@Args('input') input: MutationUpdateSavedViewArgs['input'], @CurrentViewer() viewer: Viewer) {
    const check = new Check();
    const { name, definition } = input;
    const changes: Partial<SavedViewFields> = {
      name: name === undefined ? undefined : check.required('name', name, parseName),
      definition: definition === undefined ? undefined : check.required('definition', definition, parseDefinition),
      sharedWith: input.sharedWith ? Audience[input.sharedWith] : undefined,
      position: input.position ?? undefined,
    };
    check.done();
    return this.execute(input.id, { type: 'Update', changes }, viewer, 'updateSavedView', input);
  }

  @Mutation('archiveSavedView')
  archive(@Args('input') input: CommandInput & { id: string }, @CurrentViewer() viewer: Viewer) {
    return this.execute(input.id, { type: 'Archive' }, viewer, 'archiveSavedView', input);
  }

  @Mutation('restoreSavedView')
  restore(@Args('input') input: CommandInput & { id: string }, @CurrentViewer() viewer: Viewer) {
    return this.execute(input.id, { type: 'Restore' }, viewer, 'restoreSavedView', input);
  }

  @ResolveField('definition')
  definition(@Parent() { definition }: SavedViewRow): unknown {
    return definition === '' ? null : JSON.parse(definition);
  }

  @ResolveField('owner')
  owner(@Parent() { ownerId }: SavedViewRow) {
    return ownerId.startsWith('apikey:') ? null : { __typename: 'User', id: ownerId };
  }

  private async execute(
    id: string | undefined,
    command: SavedViewCommand,
    viewer: Viewer,
    operation: string,
    input: CommandInput & object,
  ): Promise<{ savedView: SavedViewRow }> {
    const allowed = async () => {
      if (id !== undefined) await this.mustBeTheirs(viewer, id);
      return command;
    };
    const executed = await this.commands.execute(savedView, id, allowed, { viewer, operation, input });
    return { savedView: await this.records.changed(source, executed, viewer) };
  }

  private async mustBeTheirs(viewer: Viewer, id: string): Promise<void> {
    const [row] = await this.visible(viewer, { id });
    if (!row) throw new NotFound('saved view', id);
    if (row.ownerId !== viewer.actor && viewer.role !== 'ADMIN') {
      throw new Forbidden('Only the owner of this view or an administrator may change it. Save one of your own.');
    }
  }

  /** One's own; those that are shared with everybody; and those that are shared with a team above, below or the viewer's own: with any, for an administrator. */
  private async visible({ tenant, actor, role }: Viewer, where: FindOptionsWhere<SavedViewRow>): Promise<SavedViewRow[]> {
    const some = { ...where, tenant };
    const colleagues = role === 'ADMIN' ? {} : { ownerId: In(await this.colleagues(tenant, actor)) };
    return this.database.getRepository(SavedViewRow).find({
      where: [
        { ...some, ownerId: actor },
        { ...some, sharedWith: 'EVERYONE' },
        { ...some, sharedWith: 'TEAM', ...colleagues },
      ],
      order: { position: 'ASC', name: 'ASC', id: 'ASC' },
    });
  }

  private async colleagues(tenant: string, actor: string): Promise<string[]> {
    const directory = await this.directory.of(tenant);
    const teamId = directory.users.get(actor)?.teamId;
    if (!teamId) return [];
    const teams = new Set(directory.teamAndBelow(teamId));
    for (let above = directory.teams.get(teamId)?.parentId; above; above = directory.teams.get(above)?.parentId) teams.add(above);
    return [...directory.users.values()].filter((user) => user.teamId && teams.has(user.teamId)).map(({ id }) => id);
  }
}

function parseKind(typed: string): string {
  if (!/^[A-Z][A-Z0-9_]{0,49}$/.test(typed)) throw new InvalidValue('is not a kind of records in capitals, such as CONTACT');
  return typed;
}

/** The JSON of a definition. */
function parseDefinition(value: unknown): string {
  if (isDeeper(value, maxDepth)) throw new InvalidValue(`is more than ${maxDepth} levels deep`);
  const json = JSON.stringify(value);
  if (Buffer.byteLength(json) > maxBytes) throw new InvalidValue('is larger than 64 kB');
  return json;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((each) => isDeeper(each, levels - 1));
}
