import type { Writable } from 'node:stream';
import { Refusal } from '@throughline/embedded';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { listDeadLetters, replayDeadLetters } from './dead-letters.js';
import { showEvents, tailEvents } from './events.js';
import { known, type Installation } from './installation.js';
import { Output } from './output.js';
import { relayStatus } from './relay.js';
import { verify } from './verify.js';
import { listParked, listPolicies, listViews, rebuildViews, replayParked } from './views.js';

export type { Installation, Service } from './installation.js';

export interface Surroundings {
  /** Opens the installation for as long as the work takes; `only`: the service that is of interest. */
  readonly installation: (only: string | undefined, work: (installation: Installation) => Promise<boolean>) => Promise<boolean>;
  readonly out: Writable;
  readonly err: Writable;
  /** Ends what would go on for ever. */
  readonly interrupted: () => AbortSignal;
}

/** Runs one command line. Answers 0, 1 where it found something wrong or refuses, 2 where the command line is not understood. */
export async function throughline(args: readonly string[], { installation, out, err, interrupted }: Surroundings): Promise<number> {
  let fine = true;
  const program = new Command('throughline')
    .description(
      'Looks after an installation of Throughline: the data folder THROUGHLINE_DATA, or the services that the environment names.',
    )
    .exitOverride()
    .configureOutput({ writeOut: (text) => void out.write(text), writeErr: (text) => void err.write(text) })
    .showHelpAfterError('(--help tells more)');

  /** A command on the installation, or on one service of it. */
  function command(parent: Command, usage: string, description: string): Command {
    return parent.command(usage).description(description).option('--json', 'for scripts');
  }
  async function run(
    json: boolean | undefined,
    only: string | undefined,
    work: (at: Installation, output: Output) => Promise<boolean>,
  ): Promise<void> {
    const output = new Output(out, err, json ?? false);
    fine = await installation(only, (at) => {
      const services = only === undefined ? at.services : [known(at.services, only)];
      return work({ ...at, services }, output);
    });
  }
  interface Common {
    readonly json?: boolean;
    readonly service?: string;
  }

  const views = program.command('views').description('The read models');
  command(views, 'list', 'each with its version, its rows, and how far it is behind')
    .option('--service <name>', 'of one service')
    .action(({ json, service }: Common) => run(json, service, listViews));
  command(views, 'rebuild [service] [views...]', 'builds views again from the first event, while people read and work')
    .option('--all', 'all views of all services')
    .action(async (service: string | undefined, names: string[], { json, all }: Common & { all?: boolean }) => {
      if ((service === undefined) === !all) program.error('Name a service and, if not all of its views, which; or give --all.');
      await run(json, service, (at, output) => rebuildViews(at, names, output));
    });
  command(views, 'replay-parked <service> [view]', 'tries again what views could not take')
    .option('--event <id>', 'one of them')
    .action((service: string, view: string | undefined, { json, event }: Common & { event?: string }) =>
      run(json, service, (at, output) => replayParked(at, 'view', view, event, output)),
    );

  const policies = program.command('policies').description('What acts on events');
  command(policies, 'list', 'each with its version, whether it runs, and how far it is behind')
    .option('--service <name>', 'of one service')
    .action(({ json, service }: Common) => run(json, service, listPolicies));
  command(policies, 'replay-parked <service> [policy]', 'has tried again what policies could not act on')
    .option('--event <id>', 'one of them')
    .action((service: string, policy: string | undefined, { json, event }: Common & { event?: string }) =>
      run(json, service, (at, output) => replayParked(at, 'policy', policy, event, output)),
    );

  command(program, 'parked', 'the events that a view or policy could not take, and why')
    .option('--service <name>', 'of one service')
    .action(({ json, service }: Common) => run(json, service, listParked));

  const relay = program.command('relay').description('What brings events to the bus');
  command(relay, 'status', 'of each service: where its store ends, and what the bus has')
    .option('--service <name>', 'of one service')
    .action(({ json, service }: Common) => run(json, service, relayStatus));

  const deadLetters = program.command('dead-letters').description('Records on a topic that a consumer could not read, and passed by');
  command(deadLetters, 'list', 'where each is, who could not read it, and why; nothing of what is in it')
    .option('--service <name>', 'of the topic of one service')
    .action(({ json, service }: Common) => run(json, service, listDeadLetters));
  command(deadLetters, 'replay <service>', "reads those of the service's topic again, by this build of the code")
    // Whose consumers they are is not known before they are read.
    .action((service: string, { json }: Common) => run(json, undefined, (at, output) => replayDeadLetters(at, service, output)));

  const events = program.command('events').description('The history');
  command(events, 'show <service> <id>', 'a stream by the id of its record or by category/id, or one event by its id or position')
    .option('--open', 'shows personal fields, which otherwise stay sealed: what is shown outlives an erasure')
    .option('--tenant <name>', 'whose stream', 'main')
    .action((service: string, id: string, { json, open = false, tenant }: Common & { open?: boolean; tenant: string }) =>
      run(json, service, (at, output) => showEvents(at, id, { open, tenant }, output)),
    );
  command(events, 'tail [service]', 'the last events, and those to come; without personal fields')
    .option('--from <position>', 'all after this position of the service', position)
    .option('--lines <count>', 'how many of the last to begin with', count, 10)
    .option('--type <names...>', 'only events of these types')
    .option('--no-follow', 'ends with what there is')
    .action(async (service: string | undefined, options: Common & { from?: bigint; lines: number; type?: string[]; follow: boolean }) => {
      const { json, from, lines, type: types = [], follow } = options;
      if (from !== undefined && service === undefined) program.error('A position is one of a service: name it.');
      await run(json, service, (at, output) => tailEvents(at, { from, lines, types, follow, interrupted: interrupted() }, output));
    });

  command(program, 'verify', 'folds every view again from the events, also while people work, and says what differs')
    .option('--service <name>', 'of one service')
    .action(({ json, service }: Common) => run(json, service, verify));

  try {
    await program.parseAsync(args, { from: 'user' });
    return fine ? 0 : 1;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof Refusal)) throw error;
    err.write(`${error.message}\n`);
    return 1;
  }
}

function position(text: string): bigint {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('A position is a whole number.');
  return BigInt(text);
}

function count(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('It is a number up to 9999.');
  return Number(text);
}
