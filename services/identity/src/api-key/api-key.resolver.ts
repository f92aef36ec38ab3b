import { createHash, randomBytes } from 'node:crypto';
import { Args, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Check, parseName } from '@throughline/domain';
import { NotFound, type Executed } from '@throughline/decider';
import type { Viewer } from '@throughline/records';
import { ApiKeyRow, Commands, CurrentViewer, Directory, requireRole, type RequestContext, type Team } from '@throughline/service-kit';
import { DataSource } from 'typeorm';
import { Role } from '../user/user.js';
import type { MutationCreateApiKeyArgs, MutationRevokeApiKeyArgs } from '../schema.types.js';
import { apiKey, type ApiKeyCommand, type ApiKeyState } from './api-key.js';

type ShownApiKey = Pick<ApiKeyRow, 'id' | 'revision' | 'createdAt' | 'updatedAt' | 'name' | 'role' | 'teamId' | 'expiresAt' | 'revoked'>;

@Resolver('ApiKey')
export class ApiKeyResolver {
  constructor(
    private readonly database: DataSource,
    private readonly directory: Directory,
    private readonly commands: Commands,
  ) {}

  @Query('apiKeys')
  list(@CurrentViewer() viewer: Viewer): Promise<ApiKeyRow[]> {
    requireRole(viewer, 'ADMIN');
    return this.database.getRepository(ApiKeyRow).find({ where: { tenant: viewer.tenant }, order: { createdAt: 'DESC', id: 'ASC' } });
  }

  @Mutation('createApiKey')
  async createApiKey(@Args('input') input: MutationCreateApiKeyArgs['input'], @CurrentViewer() viewer: Viewer) {
    requireRole(viewer, 'ADMIN');
    const secret = `tl_${viewer.tenant}_${randomBytes(32).toString('base64url')}`;
    const secretHash = createHash('sha256').update(secret).digest('base64url');
    const { role, teamId, expiresAt } = input;
    const command = async (): Promise<ApiKeyCommand> => {
      const check = new Check();
      const name = check.required('name', input.name, parseName);
      if (teamId && !(await this.directory.of(viewer.tenant)).teams.has(teamId)) check.refuse('teamId', 'is not a team');
      check.done();
      return { type: 'Create', name, role: Role[role], teamId: teamId ?? undefined, secretHash, expiresAt: expiresAt ?? undefined };
    };
    const executed = await this.commands.execute(apiKey, undefined, command, { viewer, operation: 'createApiKey', input });
    return { apiKey: await this.shown(viewer, executed), secret: executed.repeated ? null : secret };
  }

  @Mutation('revokeApiKey')
  async revokeApiKey(@Args('input') input: MutationRevokeApiKeyArgs['input'], @CurrentViewer() viewer: Viewer) {
    requireRole(viewer, 'ADMIN');
    const executed = await this.commands.execute(apiKey, input.id, { type: 'Revoke' }, { viewer, operation: 'revokeApiKey', input });
    return { apiKey: await this.shown(viewer, executed) };
  }

  @ResolveField('team')
  async team({ teamId }: ShownApiKey, _: unknown, context: RequestContext): Promise<Team | null> {
    return teamId ? ((await this.directory.of((await context.viewer()).tenant)).teams.get(teamId) ?? null) : null;
  }

  private async shown({ tenant }: Viewer, { id, revision, state }: Executed<ApiKeyState>): Promise<ShownApiKey> {
    const row = await this.database.getRepository(ApiKeyRow).findOneBy({ tenant, id });
    if (row && row.revision >= revision) return row;
    if (state.status === 'none') throw new NotFound('API key', id);
    const now = new Date().toISOString();
    const { name, role, teamId, expiresAt, status } = state;
    const known = {
      name,
      role: Role[role] as ApiKeyRow['role'],
      teamId: teamId ?? null,
      expiresAt: expiresAt ?? null,
      revoked: status === 'revoked',
    };
    return { createdAt: now, ...row, id, revision, updatedAt: now, ...known };
  }
}
