import type { UserEventSchema as UserEvents } from '@throughline/contracts/identity';
import {
  ApiKeyEventSchema,
  OrganisationEventSchema,
  Role,
  SigningKeyEventSchema,
  TeamsEventSchema,
  Theme,
  UserEventSchema,
} from '@throughline/contracts/identity';
import type { RecordedEventOf } from '@throughline/contracts';
import type { Role as RoleName } from '@throughline/records';
import type { RowData, View } from '@throughline/views';
import { ViewRow } from '@throughline/views';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { Column, Entity } from 'typeorm';

/**
 * Identity's public events as every service keeps them: people, teams, keys and the organisation. They are part of every service's views, so that
 * a permission, a token or a working day is looked up at home.
 */

export type ThemeName = 'SYSTEM' | 'LIGHT' | 'DARK';

@Entity()
export class UserRow extends ViewRow {
  @Column('text') name!: string;
  @Column('text') email!: string;
  @Column('text') role!: RoleName;
  @Column('text', { nullable: true }) teamId!: string | null;
  @Column('boolean') active!: boolean;
  /** Has not accepted yet, and cannot sign in. */
  @Column('boolean') invited!: boolean;
  @Column('text', { nullable: true }) title!: string | null;
  @Column('text', { nullable: true }) phone!: string | null;
  /** BCP 47; null: as their browser asks for. */
  @Column('text', { nullable: true }) language!: string | null;
  /** IANA name; null: the organisation's. */
  @Column('text', { nullable: true }) timeZone!: string | null;
  @Column('text') theme!: ThemeName;
  @Column('int') revision!: number;
  @Column('timestamptz') createdAt!: string;
  @Column('timestamptz') updatedAt!: string;
  /** Of the last event, in identity's store. */
  @Column('bigint') position!: string;
}

export const users: View<UserRow, typeof UserEvents> = {
  name: 'users',
  version: 3,
  entity: UserRow,
  streams: [UserEventSchema],
  project(row, event) {
    const change = userChange(event);
    if (event.type === 'UserCreated') {
      const { name, email, role, teamId } = event.data;
      const profile = { invited: false, title: null, phone: null, language: null, timeZone: null, theme: 'SYSTEM' as const };
      const at = { createdAt: event.recordedAt, ...seen(event) };
      return { name, email, role: roleName(role), teamId: teamId ?? null, active: true, ...profile, ...at };
    }
    return row && { ...row, ...change, ...seen(event) };
  },
};

function userChange(event: RecordedEventOf<typeof UserEvents>): Partial<RowData<UserRow>> {
  switch (event.type) {
    case 'UserCreated':
    case 'UserPasswordChanged':
    case 'UserPasswordResetOffered':
      return {};
    case 'UserInvited':
      return { invited: true };
    case 'UserInvitationAccepted':
      return { invited: false };
    case 'UserDescribed':
      return { title: event.data.title || null, phone: event.data.phone || null };
    case 'UserPreferencesChanged': {
      const { language, timeZone, theme } = event.data;
      return { language: language ?? null, timeZone: timeZone ?? null, theme: themeName(theme) };
    }
    case 'UserRenamed':
      return { name: event.data.name };
    case 'UserRoleChanged':
      return { role: roleName(event.data.role) };
    case 'UserMovedToTeam':
      return { teamId: event.data.teamId ?? null };
    case 'UserDeactivated':
      return { active: false };
    case 'UserReactivated':
      return { active: true, invited: false };
  }
}

@Entity()
export class TeamRow extends ViewRow {
  @Column('text') name!: string;
  @Column('text', { nullable: true }) parentId!: string | null;
  /** Of this team alone: the stream holds all of them. */
  @Column('int') revision!: number;
  @Column('timestamptz') createdAt!: string;
  @Column('timestamptz') updatedAt!: string;
  /** Of the last event, in identity's store. */
  @Column('bigint') position!: string;
}

export const teams: View<TeamRow, typeof TeamsEventSchema> = {
  name: 'teams',
  version: 2,
  entity: TeamRow,
  streams: [TeamsEventSchema],
  keys: (event) => [event.data.teamId],
  project(row, event) {
    const changed = { revision: (row?.revision ?? 0) + 1, updatedAt: event.recordedAt, position: String(event.position) };
    switch (event.type) {
      case 'TeamCreated':
        return { name: event.data.name, parentId: event.data.parentId ?? null, createdAt: event.recordedAt, ...changed };
      case 'TeamRenamed':
        return row && { ...row, name: event.data.name, ...changed };
      case 'TeamMoved':
        return row && { ...row, parentId: event.data.parentId ?? null, ...changed };
      case 'TeamArchived':
        return null;
    }
  },
};

@Entity()
export class ApiKeyRow extends ViewRow {
  @Column('text') name!: string;
  @Column('text') role!: RoleName;
  @Column('text', { nullable: true }) teamId!: string | null;
  @Column('text') secretHash!: string;
  @Column('timestamptz', { nullable: true }) expiresAt!: string | null;
  @Column('boolean') revoked!: boolean;
  @Column('int') revision!: number;
  @Column('timestamptz') createdAt!: string;
  @Column('timestamptz') updatedAt!: string;
  /** Of the last event, in identity's store. */
  @Column('bigint') position!: string;
}

export const apiKeys: View<ApiKeyRow, typeof ApiKeyEventSchema> = {
  name: 'api_keys',
  version: 1,
  entity: ApiKeyRow,
  streams: [ApiKeyEventSchema],
  project(row, event) {
    switch (event.type) {
      case 'ApiKeyCreated': {
        const { name, role, teamId, secretHash, expiresAt } = event.data;
        return {
          name,
          role: roleName(role),
          teamId: teamId ?? null,
          secretHash,
          expiresAt: expiresAt ? timestampDate(expiresAt).toISOString() : null,
          revoked: false,
          createdAt: event.recordedAt,
          ...seen(event),
        };
      }
      case 'ApiKeyRevoked':
        return row && { ...row, revoked: true, ...seen(event) };
    }
  },
};

@Entity()
export class SigningKeyRow extends ViewRow {
  /** The public key: JWK member `x` of an Ed25519 key. */
  @Column('text') x!: string;
  @Column('boolean') revoked!: boolean;
  @Column('timestamptz') createdAt!: string;
  @Column('bigint') position!: string;
}

export const signingKeys: View<SigningKeyRow, typeof SigningKeyEventSchema> = {
  name: 'signing_keys',
  version: 1,
  entity: SigningKeyRow,
  streams: [SigningKeyEventSchema],
  project(row, event) {
    switch (event.type) {
      case 'SigningKeyPublished':
        return { x: event.data.x, revoked: false, createdAt: event.recordedAt, position: String(event.position) };
      case 'SigningKeyRevoked':
        return row && { ...row, revoked: true, position: String(event.position) };
    }
  },
};

@Entity()
export class OrganisationRow extends ViewRow {
  @Column('text') name!: string;
  /** IANA name. */
  @Column('text') timeZone!: string;
  /** ISO days of the week: 1 is Monday. */
  @Column('jsonb') workingDays!: number[];
  /** Calendar days. */
  @Column('jsonb') holidays!: string[];
  /** ISO 4217. */
  @Column('text') currency!: string;
  @Column('int') revision!: number;
  @Column('timestamptz') createdAt!: string;
  @Column('timestamptz') updatedAt!: string;
  /** Of the last event, in identity's store. */
  @Column('bigint') position!: string;
}

export const organisations: View<OrganisationRow, typeof OrganisationEventSchema> = {
  name: 'organisations',
  version: 1,
  entity: OrganisationRow,
  streams: [OrganisationEventSchema],
  project(row, event) {
    switch (event.type) {
      case 'OrganisationFounded': {
        const { name, timeZone, workingDays, holidays, currency } = event.data;
        return { name, timeZone, workingDays, holidays, currency, createdAt: event.recordedAt, ...seen(event) };
      }
      case 'OrganisationRenamed':
        return row && { ...row, name: event.data.name, ...seen(event) };
      case 'OrganisationCalendarChanged': {
        const { timeZone, workingDays, holidays } = event.data;
        return row && { ...row, timeZone, workingDays, holidays, ...seen(event) };
      }
      case 'OrganisationCurrencyChanged':
        return row && { ...row, currency: event.data.currency, ...seen(event) };
    }
  },
};

export const directoryViews = [users, teams, apiKeys, signingKeys, organisations] as const;

export function roleName(role: Role): RoleName {
  switch (role) {
    case Role.ADMIN:
      return 'ADMIN';
    case Role.MANAGER:
      return 'MANAGER';
    case Role.MEMBER:
      return 'MEMBER';
    case Role.READ_ONLY:
    case Role.UNSPECIFIED:
      return 'READ_ONLY';
  }
}

export function themeName(theme: Theme): ThemeName {
  switch (theme) {
    case Theme.LIGHT:
      return 'LIGHT';
    case Theme.DARK:
      return 'DARK';
    case Theme.SYSTEM:
    case Theme.UNSPECIFIED:
      return 'SYSTEM';
  }
}

interface Seen {
  readonly revision: number;
  readonly recordedAt: string;
  readonly position: bigint;
}

const seen = ({ revision, recordedAt, position }: Seen) => ({ revision, updatedAt: recordedAt, position: String(position) });
