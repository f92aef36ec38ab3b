import { Args, Mutation, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import { Check, parseName } from '@throughline/domain';
import { newId, NotFound } from '@throughline/decider';
import { listRecords, type Filter, type OrderBy, type Viewer } from '@throughline/records';
import {
  Commands,
  CurrentViewer,
  Directory,
  identified,
  requireRole,
  TeamRow,
  type CommandOptions,
  type RequestContext,
  type Team,
  type User,
} from '@throughline/service-kit';
import { DataSource } from 'typeorm';
import type { MutationArchiveTeamArgs, MutationCreateTeamArgs, MutationUpdateTeamArgs } from '../schema.types.js';
import { teamRecord } from './team.record.js';
import { teams, theTree, type TeamsCommand } from './teams.js';

@Resolver('Team')
export class TeamResolver {
  constructor(
    private readonly database: DataSource,
    private readonly directory: Directory,
    private readonly commands: Commands,
  ) {}

  @Query('team')
  async team(@Args('id') id: string, @CurrentViewer() { tenant }: Viewer): Promise<Team | null> {
    return (await this.directory.of(tenant)).teams.get(id) ?? null;
  }

  @Query('teams')
  list(@Args() args: { filter?: Filter; orderBy?: OrderBy[]; first?: number; after?: string }, @CurrentViewer() viewer: Viewer) {
    return listRecords(this.database, { record: teamRecord, entity: TeamRow, viewer, ...args });
  }

  @Mutation('createTeam')
  createTeam(@Args('input') given: MutationCreateTeamArgs['input'], @CurrentViewer() viewer: Viewer) {
    requireRole(viewer, 'ADMIN');
    const input = identified(given);
    const check = new Check();
    const name = check.required('name', input.name, parseName);
    check.done();
    const options = { viewer, operation: 'createTeam', input };
    const teamId = newId(this.commands.contextOf(options));
    return this.execute({ type: 'Create', teamId, name, parentId: input.parentId ?? undefined }, options);
  }

  @Mutation('updateTeam')
  updateTeam(@Args('input') input: MutationUpdateTeamArgs['input'], @CurrentViewer() viewer: Viewer) {
    requireRole(viewer, 'ADMIN');
    const check = new Check();
    const name = check.optional('name', input.name, parseName) ?? undefined;
    if (input.name === null || name === '') check.refuse('name', 'is required');
    check.done();
    // The revision that the client means is the team's, not the stream's: the decider compares it.
    const { expectedRevision, ...rest } = input;
    const command = { type: 'Update' as const, teamId: input.id, name, parentId: input.parentId, expectedRevision };
    return this.execute(command, { viewer, operation: 'updateTeam', input: rest });
  }

  @Mutation('archiveTeam')
  async archiveTeam(@Args('input') given: MutationArchiveTeamArgs['input'], @CurrentViewer() viewer: Viewer) {
    requireRole(viewer, 'ADMIN');
    const { expectedRevision, ...input } = identified(given);
    const { id } = input;
    const command = async (): Promise<TeamsCommand> => {
      const { users, apiKeys } = await this.directory.of(viewer.tenant);
      const members = [...users.values()].some(({ teamId, active }) => teamId === id && active);
      return {
        type: 'Archive',
        teamId: id,
        inUse: members || apiKeys.some(({ teamId, revoked }) => teamId === id && !revoked),
        expectedRevision,
      };
    };
    await this.commands.execute(teams, theTree, command, { viewer, operation: 'archiveTeam', input });
    return { id };
  }

  @ResolveField('parent')
  async parent({ parentId }: Team, _: unknown, context: RequestContext): Promise<Team | null> {
    return parentId ? ((await this.directoryOf(context)).teams.get(parentId) ?? null) : null;
  }

  @ResolveField('children')
  async children({ id }: Team, _: unknown, context: RequestContext): Promise<Team[]> {
    return [...(await this.directoryOf(context)).teams.values()].filter(({ parentId }) => parentId === id).sort(byName);
  }

  @ResolveField('members')
  async members({ id }: Team, _: unknown, context: RequestContext): Promise<User[]> {
    return [...(await this.directoryOf(context)).users.values()].filter(({ teamId, active }) => teamId === id && active).sort(byName);
  }

  @ResolveReference()
  async reference({ id }: { id: string }, context: RequestContext): Promise<Team | null> {
    return (await this.directoryOf(context)).teams.get(id) ?? null;
  }

  private async execute(command: TeamsCommand, options: CommandOptions) {
    const { state } = await this.commands.execute(teams, theTree, command, options);
    const team = state.get(command.teamId);
    if (!team) throw new NotFound('team', command.teamId);
    const row = (await this.directory.of(options.viewer.tenant)).teams.get(command.teamId);
    if (row && row.revision >= team.revision) return { team: row };
    const now = new Date().toISOString();
    return { team: { createdAt: now, ...row, ...team, id: command.teamId, parentId: team.parentId ?? null, updatedAt: now } };
  }

  private async directoryOf(context: RequestContext) {
    return this.directory.of((await context.viewer()).tenant);
  }
}

const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
