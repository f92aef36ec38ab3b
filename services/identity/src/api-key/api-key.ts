import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { EventInitOf, EventOf } from '@throughline/contracts';
import { ApiKeyEventSchema, type Role } from '@throughline/contracts/identity';
import { InvalidInput, NotFound, type CommandContext, type Decider } from '@throughline/decider';

// ---- Commands -----------------------------------------------------------------------------------------------------

export type ApiKeyCommand =
  /** `secretHash`: SHA-256 of the secret, base64url. `expiresAt`: ISO 8601, UTC. */
  { type: 'Create'; name: string; role: Role; teamId?: string; secretHash: string; expiresAt?: string } | { type: 'Revoke' };

// ---- State --------------------------------------------------------------------------------------------------------

export type ApiKeyState =
  | { readonly status: 'none' }
  | {
      readonly status: 'valid' | 'revoked';
      readonly name: string;
      readonly role: Role;
      readonly teamId?: string;
      readonly expiresAt?: string;
    };

export type ApiKeyEvent = EventOf<typeof ApiKeyEventSchema>;
export type ApiKeyEventInit = EventInitOf<typeof ApiKeyEventSchema>;

// ---- Decide -------------------------------------------------------------------------------------------------------

function decide(command: ApiKeyCommand, state: ApiKeyState, { now }: CommandContext): readonly ApiKeyEventInit[] {
  if (command.type === 'Create') {
    if (state.status !== 'none') return [];
    const { name, role, teamId, secretHash, expiresAt } = command;
    if (expiresAt && Date.parse(expiresAt) <= Date.parse(now)) throw new InvalidInput({ expiresAt: 'is in the past' });
    return [
      {
        type: 'ApiKeyCreated',
        data: { name, role, teamId, secretHash, expiresAt: expiresAt ? timestampFromDate(new Date(expiresAt)) : undefined },
      },
    ];
  }
  if (state.status === 'none') throw new NotFound('API key');
  return state.status === 'revoked' ? [] : [{ type: 'ApiKeyRevoked', data: {} }];
}

// ---- Evolve -------------------------------------------------------------------------------------------------------

function evolve(state: ApiKeyState, { type, data }: ApiKeyEvent): ApiKeyState {
  switch (type) {
    case 'ApiKeyCreated': {
      const { name, role, teamId, expiresAt } = data;
      return { status: 'valid', name, role, teamId, expiresAt: expiresAt && timestampDate(expiresAt).toISOString() };
    }
    case 'ApiKeyRevoked':
      return state.status === 'none' ? state : { ...state, status: 'revoked' };
  }
}

export const apiKey = {
  category: 'apiKey',
  events: ApiKeyEventSchema,
  initialState: { status: 'none' } as ApiKeyState,
  decide,
  evolve,
} satisfies Decider<ApiKeyState, ApiKeyCommand, ApiKeyEvent, ApiKeyEventInit> & { events: unknown };
