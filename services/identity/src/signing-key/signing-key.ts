import type { EventInitOf, EventOf } from '@throughline/contracts';
import { SigningKeyEventSchema } from '@throughline/contracts/identity';
import { NotFound, type Decider } from '@throughline/decider';

/** A key that access tokens are signed with. Its public half is an event, so that every service can check a token by itself. */
export type SigningKeyCommand = { type: 'Publish'; x: string } | { type: 'Revoke' };

export type SigningKeyState = 'none' | 'published' | 'revoked';

export type SigningKeyEvent = EventOf<typeof SigningKeyEventSchema>;
type SigningKeyEventInit = EventInitOf<typeof SigningKeyEventSchema>;

function decide(command: SigningKeyCommand, state: SigningKeyState): readonly SigningKeyEventInit[] {
  switch (command.type) {
    case 'Publish':
      return state === 'none' ? [{ type: 'SigningKeyPublished', data: { x: command.x } }] : [];
    case 'Revoke':
      if (state === 'none') throw new NotFound('signing key');
      return state === 'revoked' ? [] : [{ type: 'SigningKeyRevoked', data: {} }];
  }
}

function evolve(_: SigningKeyState, { type }: SigningKeyEvent): SigningKeyState {
  switch (type) {
    case 'SigningKeyPublished':
      return 'published';
    case 'SigningKeyRevoked':
      return 'revoked';
  }
}

export const signingKey = {
  category: 'signingKey',
  events: SigningKeyEventSchema,
  initialState: 'none' as SigningKeyState,
  decide,
  evolve,
} satisfies Decider<SigningKeyState, SigningKeyCommand, SigningKeyEvent, SigningKeyEventInit> & { events: unknown };
