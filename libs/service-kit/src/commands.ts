import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EventInitOf, EventOf, StreamSchema } from '@throughline/contracts';
import type { CommandContext, CommandHandler, Decider, Executed } from '@throughline/decider';
import { DomainError, InvalidInput, newId } from '@throughline/decider';
import type { Viewer } from '@throughline/records';
import { people } from './people.js';
import { requireRole } from './request.js';
import { COMMAND_HANDLER, VIEWS } from './tokens.js';
import type { ServiceViews } from './service.js';

/** The part of every mutation's input that is about the command, not about the record. */
export interface CommandInput {
  readonly commandId?: string | null;
  readonly expectedRevision?: number | null;
}

/** The input with a command id in any case: for mutations that execute several commands, or make ids of their own, from the one. */
export function identified<I extends CommandInput>(input: I): I & { readonly commandId: string } {
  return { ...input, commandId: input.commandId ?? randomUUID() };
}

export interface CommandOptions {
  /** Who asks: what the viewer may do to this record has been checked, except that READ_ONLY never changes anything. */
  readonly viewer: Pick<Viewer, 'tenant' | 'actor' | 'role'>;
  /** The mutation's name; where one mutation executes several commands, each has its own (`convertLead.opportunity`). */
  readonly operation: string;
  /** The mutation's input as it came. Without a `commandId` every call is a command of its own. */
  readonly input: CommandInput & object;
  /** The import or bulk change this belongs to. */
  readonly batch?: string;
  /** Do not wait for the service's own views; bulk work does once for all with {@link Commands.settled}. */
  readonly wait?: false;
}

/** A command, or what checks an input against what there is by now and makes the command of it. */
export type Proposal<Command> = Command | (() => Command | Promise<Command>);

/** How a resolver has a command executed. */
@Injectable()
export class Commands {
  constructor(
    @Inject(COMMAND_HANDLER) readonly handler: CommandHandler,
    @Inject(VIEWS) private readonly views: ServiceViews,
  ) {}

  /**
   * Executes `command` on the record `id`, or on a new one whose id is made from the command's id, so that a repeat finds the same record.
   * Answers when the service's own views show it; if they are late, it answers all the same, and the returned state is the truth.
   *
   * Where a proposal refuses a command that was done before, its first result is the answer all the same.
   */
  async execute<S extends StreamSchema, State, Command>(
    decider: Decider<State, Command, EventOf<S>, EventInitOf<S>> & { readonly events: S },
    id: string | undefined,
    command: Proposal<Command>,
    options: CommandOptions,
  ): Promise<Executed<State>> {
    requireRole(options.viewer, 'MEMBER');
    const { commandId: _, expectedRevision, ...request } = options.input;
    const context = this.contextOf(options);
    let made: Command;
    try {
      made = typeof command === 'function' ? await (command as () => Command | Promise<Command>)() : command;
    } catch (error) {
      const first =
        options.input.commandId && error instanceof DomainError && (await this.handler.firstResult(decider, context, { request }));
      if (first) return first;
      throw error;
    }
    return people.served(async () => {
      const executed = await this.handler.execute(decider, id ?? newId(context), made, context, {
        request,
        ...(expectedRevision != null && { expectedRevision }),
      });
      if (options.wait !== false) await this.settled(executed.position);
      return executed;
    });
  }

  /** The context of the command that `options` describe; `newId` of it is the id of the record it creates. */
  contextOf({ viewer, operation, input, batch }: CommandOptions): CommandContext {
    const commandId = input.commandId ?? randomUUID();
    if (commandId.length === 0 || commandId.length > 200) throw new InvalidInput({ commandId: 'must have 1 to 200 characters' });
    return {
      tenant: viewer.tenant,
      actor: viewer.actor,
      operation,
      commandId,
      correlationId: commandId,
      now: new Date().toISOString(),
      ...(batch && { batch }),
    };
  }

  /** Waits, within bounds, until the service's own views have reached `position`. */
  async settled(position: bigint): Promise<void> {
    await this.views.waitFor(position);
  }
}
