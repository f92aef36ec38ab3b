import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { EventInitOf, EventOf } from '@throughline/contracts';
import { Role, Theme, UserEventSchema } from '@throughline/contracts/identity';
import { NotFound, RuleViolated, type Decider } from '@throughline/decider';

export { Role, Theme };

// ---- Commands -----------------------------------------------------------------------------------------------------

export type UserCommand =
  /** With `invitedUntil` (ISO 8601, UTC) they may sign in when they have accepted. */
  | { type: 'Create'; email: string; name: string; role: Role; teamId?: string; invitedUntil?: string }
  /** Once more, as what is given now; the former link is good no longer. */
  | { type: 'Invite'; name: string; role: Role; teamId?: string; invitedUntil: string }
  | { type: 'AcceptInvitation'; name?: string }
  /** What is absent stays as it is; a `teamId` of null leaves the team. */
  | { type: 'Update'; name?: string; role?: Role; teamId?: string | null; lastAdministrator: boolean }
  /** What is absent stays as it is; of what may be null, that clears it. */
  | { type: 'UpdateProfile'; changes: { readonly name?: string } & Partial<Profile> }
  | { type: 'ChangePassword' }
  /** `until`: ISO 8601, UTC. */
  | { type: 'OfferPasswordReset'; until: string }
  | { type: 'Deactivate'; lastAdministrator: boolean }
  | { type: 'Reactivate' };

// ---- State --------------------------------------------------------------------------------------------------------

export interface Profile {
  /** "Account executive"; empty: none. */
  readonly title: string;
  /** As typed; empty: none. */
  readonly phone: string;
  /** BCP 47; null: as their browser asks for. */
  readonly language: string | null;
  /** IANA name; null: the organisation's. */
  readonly timeZone: string | null;
  readonly theme: Theme;
}

interface Somebody extends Profile {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly teamId?: string;
}

export type UserState =
  | { readonly status: 'none' }
  | ({ readonly status: 'active' | 'inactive' } & Somebody)
  /** Cannot sign in yet. `until`: the link is good until then. */
  | ({ readonly status: 'invited'; readonly until: string } & Somebody);

export type UserEvent = EventOf<typeof UserEventSchema>;
export type UserEventInit = EventInitOf<typeof UserEventSchema>;

// ---- Decide -------------------------------------------------------------------------------------------------------

function decide(command: UserCommand, state: UserState): readonly UserEventInit[] {
  if (command.type === 'Create') {
    const { email, name, role, teamId, invitedUntil } = command;
    if (state.status !== 'none') return [];
    return [{ type: 'UserCreated', data: { email, name, role, teamId } }, ...(invitedUntil ? [invited(invitedUntil)] : [])];
  }
  if (state.status === 'none') throw new NotFound('user');
  switch (command.type) {
    case 'Update': {
      mustStayActive(state);
      const demoted = command.role !== undefined && command.role !== state.role && state.role === Role.ADMIN;
      if (demoted && command.lastAdministrator) throw lastAdministrator();
      return changed(command, state);
    }
    case 'Invite': {
      mustStayActive(state);
      if (state.status !== 'invited') throw new RuleViolated('user.accepted', 'This user has accepted the invitation already.');
      return [...changed({ ...command, teamId: command.teamId ?? null }, state), invited(command.invitedUntil)];
    }
    case 'AcceptInvitation':
      mustStayActive(state);
      return state.status === 'invited' ? [...changed(command, state), { type: 'UserInvitationAccepted', data: {} }] : [];
    case 'UpdateProfile': {
      mustStayActive(state);
      const { title = state.title, phone = state.phone, language = state.language } = command.changes;
      const { name, timeZone = state.timeZone, theme = state.theme } = command.changes;
      const events = changed({ name }, state);
      if (title !== state.title || phone !== state.phone) events.push({ type: 'UserDescribed', data: { title, phone } });
      if (language !== state.language || timeZone !== state.timeZone || theme !== state.theme) {
        const data = { language: language ?? undefined, timeZone: timeZone ?? undefined, theme };
        events.push({ type: 'UserPreferencesChanged', data });
      }
      return events;
    }
    case 'ChangePassword':
      mustHaveAccepted(state);
      return [{ type: 'UserPasswordChanged', data: {} }];
    case 'OfferPasswordReset':
      mustHaveAccepted(state);
      return [{ type: 'UserPasswordResetOffered', data: { expiresAt: timestampFromDate(new Date(command.until)) } }];
    case 'Deactivate':
      if (state.status === 'inactive') return [];
      if (command.lastAdministrator && state.role === Role.ADMIN) throw lastAdministrator();
      return [{ type: 'UserDeactivated', data: {} }];
    case 'Reactivate':
      return state.status === 'inactive' ? [{ type: 'UserReactivated', data: {} }] : [];
  }
}

interface Changes {
  readonly name?: string;
  readonly role?: Role;
  readonly teamId?: string | null;
}

function changed({ name, role, teamId }: Changes, state: Somebody): UserEventInit[] {
  const events: UserEventInit[] = [];
  if (name !== undefined && name !== state.name) events.push({ type: 'UserRenamed', data: { name } });
  if (role !== undefined && role !== state.role) events.push({ type: 'UserRoleChanged', data: { role } });
  if (teamId !== undefined && (teamId ?? undefined) !== state.teamId) {
    events.push({ type: 'UserMovedToTeam', data: { teamId: teamId ?? undefined } });
  }
  return events;
}

const invited = (until: string): UserEventInit => ({
  type: 'UserInvited',
  data: { expiresAt: timestampFromDate(new Date(until)) },
});

function mustStayActive(state: UserState): void {
  if (state.status === 'inactive') throw new RuleViolated('user.inactive', 'This user has been deactivated.');
}

/** A password is theirs to choose when they accept. */
export function mustHaveAccepted(state: UserState): void {
  mustStayActive(state);
  if (state.status === 'invited') {
    throw new RuleViolated('user.invited', 'This user has not accepted the invitation yet: invite them again for another link.');
  }
}

const lastAdministrator = () => new RuleViolated('user.lastAdministrator', 'Somebody has to be the administrator: make another one first.');

// ---- Evolve -------------------------------------------------------------------------------------------------------

function evolve(state: UserState, { type, data }: UserEvent): UserState {
  if (type === 'UserCreated') {
    const { email, name, role, teamId } = data;
    return { status: 'active', email, name, role, teamId, title: '', phone: '', language: null, timeZone: null, theme: Theme.SYSTEM };
  }
  if (state.status === 'none') return state;
  switch (type) {
    case 'UserRenamed':
      return { ...state, name: data.name };
    case 'UserRoleChanged':
      return { ...state, role: data.role };
    case 'UserMovedToTeam':
      return { ...state, teamId: data.teamId };
    case 'UserInvited':
      return { ...state, status: 'invited', until: data.expiresAt ? timestampDate(data.expiresAt).toISOString() : '' };
    case 'UserInvitationAccepted':
      return { ...state, status: 'active' };
    case 'UserDescribed':
      return { ...state, title: data.title, phone: data.phone };
    case 'UserPreferencesChanged':
      return { ...state, language: data.language ?? null, timeZone: data.timeZone ?? null, theme: data.theme };
    case 'UserPasswordChanged':
    case 'UserPasswordResetOffered':
      return state;
    case 'UserDeactivated':
      return { ...state, status: 'inactive' };
    case 'UserReactivated':
      return { ...state, status: 'active' };
  }
}

export const user = {
  category: 'user',
  events: UserEventSchema,
  initialState: { status: 'none' } as UserState,
  decide,
  evolve,
} satisfies Decider<UserState, UserCommand, UserEvent, UserEventInit> & { events: unknown };
