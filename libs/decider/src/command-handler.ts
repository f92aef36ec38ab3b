import type { EventCodec, EventInitOf, EventOf, StreamSchema } from '@throughline/contracts';
import type { EventStore } from '@throughline/event-store';
import type { CommandContext, Decider } from './decider.js';

export interface ExecuteOptions {
  /** What the client sent: equal requests under one command id are repeats, unequal ones a CONFLICT. */
  readonly request: unknown;
  /** CONFLICT unless the record stands at this revision. Without it a conflict is decided again on the newer state, up to 5 times. */
  readonly expectedRevision?: number;
}

export interface Executed<State> {
  readonly id: string;
  readonly state: State;
  readonly revision: number;
  /** Wait for it before reading a view. */
  readonly position: bigint;
  /** True where the command id was known: nothing was done now. */
  readonly repeated: boolean;
}

/** Load, fold, decide, append. The only way events come to be. */
export interface CommandHandler {
  execute<S extends StreamSchema, State, Command>(
    decider: Decider<State, Command, EventOf<S>, EventInitOf<S>> & { readonly events: S },
    id: string,
    command: Command,
    context: CommandContext,
    options: ExecuteOptions,
  ): Promise<Executed<State>>;
  /** The folded stream, or undefined if it has no events. */
  load<S extends StreamSchema, State>(
    decider: Decider<State, never, EventOf<S>, EventInitOf<S>> & { readonly events: S },
    tenant: string,
    id: string,
  ): Promise<{ state: State; revision: number } | undefined>;
}

export type MakeCommandHandler = (store: EventStore, codec: EventCodec) => CommandHandler;
