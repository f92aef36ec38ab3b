import type { EventInitOf, EventOf } from '@throughline/contracts';
import { TeamsEventSchema } from '@throughline/contracts/identity';
import { Conflict, InvalidInput, NotFound, RuleViolated, type Decider } from '@throughline/decider';

// ---- Commands: all teams of a tenant are one tree in one stream, so that two moves at once cannot close a circle ------

/** The stream's id. */
export const theTree = 'teams';

export type TeamsCommand =
  | { type: 'Create'; teamId: string; name: string; parentId?: string }
  /** What is absent stays as it is; a `parentId` of null moves the team to the top. */
  | { type: 'Update'; teamId: string; name?: string; parentId?: string | null; expectedRevision?: number | null }
  /** `inUse`: somebody is in it, or an API key is. */
  | { type: 'Archive'; teamId: string; inUse: boolean; expectedRevision?: number | null };

// ---- State --------------------------------------------------------------------------------------------------------

export interface Team {
  readonly name: string;
  readonly parentId?: string;
  /** Of this team alone, from 1. */
  readonly revision: number;
}

export type TeamsState = ReadonlyMap<string, Team>;

export type TeamsEvent = EventOf<typeof TeamsEventSchema>;
export type TeamsEventInit = EventInitOf<typeof TeamsEventSchema>;

// ---- Decide -------------------------------------------------------------------------------------------------------

function decide(command: TeamsCommand, teams: TeamsState): readonly TeamsEventInit[] {
  const { teamId } = command;
  const { name, parentId } = command.type === 'Archive' ? {} : command;
  if (parentId && !teams.has(parentId)) throw new InvalidInput({ parentId: 'is not a team' });
  const team = teams.get(teamId);
  if (command.type === 'Create') {
    return team ? [] : [{ type: 'TeamCreated', data: { teamId, name: command.name, parentId: command.parentId } }];
  }
  if (!team) throw new NotFound('team');
  if (command.expectedRevision != null && command.expectedRevision !== team.revision) {
    throw new Conflict(`The team is at revision ${team.revision}, not at ${command.expectedRevision}.`);
  }
  if (command.type === 'Archive') {
    const above = [...teams.values()].some((other) => other.parentId === teamId);
    if (above || command.inUse) {
      throw new RuleViolated(
        'team.empty',
        'A team can be put away when nobody is in it, no team is below it, and no API key belongs to it.',
      );
    }
    return [{ type: 'TeamArchived', data: { teamId } }];
  }
  const events: TeamsEventInit[] = [];
  if (name !== undefined && name !== team.name) events.push({ type: 'TeamRenamed', data: { teamId, name } });
  if (parentId !== undefined && (parentId ?? undefined) !== team.parentId) {
    if (parentId && isAtOrBelow(teams, parentId, teamId)) throw new RuleViolated('team.noCircle', 'A team cannot stand below itself.');
    events.push({ type: 'TeamMoved', data: { teamId, parentId: parentId ?? undefined } });
  }
  return events;
}

function isAtOrBelow(teams: TeamsState, teamId: string, above: string): boolean {
  for (let id: string | undefined = teamId; id; id = teams.get(id)?.parentId) if (id === above) return true;
  return false;
}

// ---- Evolve -------------------------------------------------------------------------------------------------------

function evolve(teams: TeamsState, { type, data }: TeamsEvent): TeamsState {
  const team = teams.get(data.teamId);
  const revision = (team?.revision ?? 0) + 1;
  switch (type) {
    case 'TeamCreated':
      return new Map(teams).set(data.teamId, { name: data.name, parentId: data.parentId, revision });
    case 'TeamRenamed':
      return team ? new Map(teams).set(data.teamId, { ...team, name: data.name, revision }) : teams;
    case 'TeamMoved':
      return team ? new Map(teams).set(data.teamId, { ...team, parentId: data.parentId, revision }) : teams;
    case 'TeamArchived': {
      const rest = new Map(teams);
      rest.delete(data.teamId);
      return rest;
    }
  }
}

export const teams = {
  category: 'teams',
  events: TeamsEventSchema,
  initialState: new Map() as TeamsState,
  decide,
  evolve,
} satisfies Decider<TeamsState, TeamsCommand, TeamsEvent, TeamsEventInit> & { events: unknown };
