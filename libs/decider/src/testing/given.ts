import { toJson, type DescMessage, type Message } from '@bufbuild/protobuf';
import { expect } from '@jest/globals';
import { toEvent, type EventInitOf, type EventOf, type StreamSchema } from '@throughline/contracts';
import type { CommandContext, Decider } from '../decider.js';
import { DomainError } from '../errors.js';

/** Monday. */
const monday = '2026-03-02T09:00:00.000Z';

export interface Given<EInit, Command> {
  (events: readonly EInit[]): {
    when(command: Command, context?: Partial<CommandContext>): Then<EInit>;
  };
}

export interface Then<EInit> {
  /** Exactly these events, fields compared by value: a field left out is a field that is empty. */
  then(events: readonly EInit[]): {
    /** The same command on the state that results does nothing more. */
    andAgainNothing(): void;
  };
  /** Refused with this error: its `code`, and its `rule`, `fields` or `message` where they are told. */
  thenRefuses(refusal: {
    readonly code?: string;
    readonly rule?: string;
    readonly fields?: Readonly<Record<string, string>> | readonly string[];
    readonly message?: string | RegExp;
  }): void;
}

/**
 * `const given = givenOf(opportunity)`, then `given([opened]).when(win).then([won])`. The context of every command is that of `ann` of the
 * tenant `acme` on a Monday morning, but for what `context` says, here or in `when`.
 */
export function givenOf<S extends StreamSchema, State, Command>(
  decider: Decider<State, Command, EventOf<S>, EventInitOf<S>> & { readonly events: S },
  context: Partial<CommandContext> = {},
): Given<EventInitOf<S>, Command> {
  const evolve = (state: State, event: EventInitOf<S>) => decider.evolve(state, toEvent(decider.events, event));
  const decideOn = (state: State, command: Command, more: Partial<CommandContext>) =>
    decider.decide(command, state, {
      tenant: 'acme',
      actor: 'ann',
      commandId: '1',
      operation: 'test',
      now: monday,
      correlationId: '1',
      ...context,
      ...more,
    });
  const plain = (event: EventInitOf<S>) => {
    const { type, data } = toEvent(decider.events, event) as unknown as { type: string; data: Message };
    const field = (decider.events as DescMessage).oneofs[0]!.fields.find(({ message }) => message!.name === type)!;
    return { type, data: toJson(field.message!, data) };
  };

  return (events) => {
    const state = events.reduce(evolve, decider.initialState);
    return {
      when(command, more = {}) {
        return {
          then(expected) {
            const decided = decideOn(state, command, more);
            expect(decided.map(plain)).toEqual(expected.map(plain));
            return {
              andAgainNothing() {
                const again = decideOn(decided.reduce(evolve, state), command, more);
                expect(again.map(plain)).toEqual([]);
              },
            };
          },
          thenRefuses(refusal) {
            let decided: unknown;
            try {
              decided = decideOn(state, command, more).map(plain);
            } catch (error) {
              if (!(error instanceof DomainError)) throw error;
              const { message, ...rest } = refusal;
              expect(error).toMatchObject(rest);
              if (message) expect(error.message).toEqual(message instanceof RegExp ? expect.stringMatching(message) : message);
              return;
            }
            throw new Error(`Expected a refusal, and it decided ${JSON.stringify(decided)}`);
          },
        };
      },
    };
  };
}
