import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { EventInitOf, EventOf } from '@throughline/contracts';
import { EmailEventSchema } from '@throughline/contracts/identity';
import { InvalidInput, type CommandContext, type Decider } from '@throughline/decider';

/** Keeps an e-mail address to one user of the tenant: reserved before the user is made, released when they go. */
export type EmailCommand =
  /** `abandoned`: the holder's creation never came to its end, or the holder has another address by now. */
  { type: 'Reserve'; userId: string; abandoned?: string } | { type: 'Release'; userId: string };

export type EmailState = { readonly heldBy?: string; readonly since?: string };

export type EmailEvent = EventOf<typeof EmailEventSchema>;
export type EmailEventInit = EventInitOf<typeof EmailEventSchema>;

/** Longer than any creation takes between reserving the address and making the user. */
const lapsesAfterMs = 60_000;

function decide(command: EmailCommand, state: EmailState, { now }: CommandContext): readonly EmailEventInit[] {
  switch (command.type) {
    case 'Reserve': {
      if (state.heldBy === command.userId) return [];
      const lapsed = state.heldBy === command.abandoned && Date.parse(now) - Date.parse(state.since ?? now) > lapsesAfterMs;
      if (state.heldBy && !lapsed) throw new InvalidInput({ email: 'is used by another user' });
      return [{ type: 'EmailReserved', data: { userId: command.userId, reservedAt: timestampFromDate(new Date(now)) } }];
    }
    case 'Release':
      return state.heldBy === command.userId ? [{ type: 'EmailReleased', data: { userId: command.userId } }] : [];
  }
}

function evolve(_: EmailState, { type, data }: EmailEvent): EmailState {
  switch (type) {
    case 'EmailReserved':
      return { heldBy: data.userId, since: data.reservedAt && timestampDate(data.reservedAt).toISOString() };
    case 'EmailReleased':
      return {};
  }
}

export const email = {
  category: 'email',
  events: EmailEventSchema,
  initialState: {} as EmailState,
  decide,
  evolve,
} satisfies Decider<EmailState, EmailCommand, EmailEvent, EmailEventInit> & { events: unknown };
