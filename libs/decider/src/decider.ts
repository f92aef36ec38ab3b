/** What a command and its events know about where they come from. Fixed before `decide` runs, so that deciding is pure. */
export interface CommandContext {
  readonly tenant: string;
  /** A user's id, `apikey:<id>`, `policy:<name>`, or `visitor` for the public edge. */
  readonly actor: string;
  /** Idempotency key: unique for one actor and operation. */
  readonly commandId: string;
  /** The command's name (`moveOpportunity`): the scope of `commandId`. */
  readonly operation: string;
  /** The only clock a decider knows: ISO 8601, UTC. */
  readonly now: string;
  readonly correlationId: string;
  /** The event or command that caused this one. */
  readonly causationId?: string;
  /** The import, bulk change or automation run this belongs to. */
  readonly batch?: string;
  /** Policy, its version, and the event that set it off. */
  readonly cause?: { readonly policy: string; readonly version: number; readonly eventId: string };
}

export interface Event {
  readonly type: string;
  readonly data: object;
}

/**
 * One kind of record: how its commands become events, and its events its state. Pure: no framework, no clock, no I/O.
 *
 * `evolve` has no default case, so that a new event makes the compiler name every decider that forgot it. `decide` returns no event
 * for a command whose wish is already so (a repeat is quiet) and throws a {@link DomainError} for one that is refused.
 */
export interface Decider<State, Command, E extends Event, EInit extends Event = E> {
  /** The category of the stream: `opportunity` for streams named `opportunity-<id>`. */
  readonly category: string;
  readonly initialState: State;
  decide(this: void, command: Command, state: State, context: CommandContext): readonly EInit[];
  evolve(this: void, state: State, event: E): State;
}
