import type { EventInitOf, EventOf } from '@throughline/contracts';
import { Role, UserEventSchema } from '@throughline/contracts/identity';
import { NotFound, RuleViolated, type Decider } from '@throughline/decider';

export { Role };

// ---- Commands -----------------------------------------------------------------------------------------------------

export type UserCommand =
  | { type: 'Create'; email: string; name: string; role: Role; teamId?: string }
  /** What is absent stays as it is; a `teamId` of null leaves the team. */
  | { type: 'Update'; name?: string; role?: Role; teamId?: string | null; lastAdministrator: boolean }
  | { type: 'ChangePassword' }
  | { type: 'Deactivate'; lastAdministrator: boolean };

// ---- State --------------------------------------------------------------------------------------------------------

export type UserState =
  | { readonly status: 'none' }
  | {
      readonly status: 'active' | 'inactive';
      readonly email: string;
      readonly name: string;
      readonly role: Role;
      readonly teamId?: string;
    };

export type UserEvent = EventOf<typeof UserEventSchema>;
export type UserEventInit = EventInitOf<typeof UserEventSchema>;

// ---- Decide -------------------------------------------------------------------------------------------------------

function decide(command: UserCommand, state: UserState): readonly UserEventInit[] {
  if (command.type === 'Create') {
    const { email, name, role, teamId } = command;
    return state.status === 'none' ? [{ type: 'UserCreated', data: { email, name, role, teamId } }] : [];
  }
  if (state.status === 'none') throw new NotFound('user');
  switch (command.type) {
    case 'Update': {
      mustStayActive(state);
      const events: UserEventInit[] = [];
      if (command.name !== undefined && command.name !== state.name) events.push({ type: 'UserRenamed', data: { name: command.name } });
      if (command.role !== undefined && command.role !== state.role) {
        if (command.lastAdministrator && state.role === Role.ADMIN) throw lastAdministrator();
        events.push({ type: 'UserRoleChanged', data: { role: command.role } });
      }
      if (command.teamId !== undefined && (command.teamId ?? undefined) !== state.teamId) {
        events.push({ type: 'UserMovedToTeam', data: { teamId: command.teamId ?? undefined } });
      }
      return events;
    }
    case 'ChangePassword':
      mustStayActive(state);
      return [{ type: 'UserPasswordChanged', data: {} }];
    case 'Deactivate':
      if (state.status === 'inactive') return [];
      if (command.lastAdministrator && state.role === Role.ADMIN) throw lastAdministrator();
      return [{ type: 'UserDeactivated', data: {} }];
  }
}

function mustStayActive(state: UserState): void {
  if (state.status === 'inactive') throw new RuleViolated('user.inactive', 'This user has been deactivated.');
}

const lastAdministrator = () => new RuleViolated('user.lastAdministrator', 'Somebody has to be the administrator: make another one first.');

// ---- Evolve -------------------------------------------------------------------------------------------------------

function evolve(state: UserState, { type, data }: UserEvent): UserState {
  if (type === 'UserCreated') {
    const { email, name, role, teamId } = data;
    return { status: 'active', email, name, role, teamId };
  }
  if (state.status === 'none') return state;
  switch (type) {
    case 'UserRenamed':
      return { ...state, name: data.name };
    case 'UserRoleChanged':
      return { ...state, role: data.role };
    case 'UserMovedToTeam':
      return { ...state, teamId: data.teamId };
    case 'UserPasswordChanged':
      return state;
    case 'UserDeactivated':
      return { ...state, status: 'inactive' };
  }
}

export const user = {
  category: 'user',
  events: UserEventSchema,
  initialState: { status: 'none' } as UserState,
  decide,
  evolve,
} satisfies Decider<UserState, UserCommand, UserEvent, UserEventInit> & { events: unknown };
