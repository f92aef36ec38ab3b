import { serviceOf, type StreamSchema } from '@throughline/contracts';
import { Refusal } from '@throughline/embedded';
import type { RecordedEvent } from '@throughline/event-store';
import type { DeadLetter, DeadLetters } from '@throughline/message-bus';
import { known, type Installation } from './installation.js';
import type { Output } from './output.js';
import { parkForPolicy, rebuildViews } from './views.js';

export async function listDeadLetters(installation: Installation, output: Output): Promise<boolean> {
  const deadLetters = mustHave(installation);
  const rows: (DeadLetter & { readonly service: string })[] = [];
  for (const { name: service } of installation.services)
    rows.push(...(await deadLetters.list(service)).map((letter) => ({ service, ...letter })));
  output.list(
    rows,
    {
      SERVICE: ({ service }) => service,
      TOPIC: ({ topic }) => topic,
      PARTITION: ({ partition }) => partition,
      OFFSET: ({ offset }) => offset,
      CONSUMER: ({ consumer }) => consumer,
      REASON: ({ reason }) => reason,
    },
    'No record is dead.',
  );
  return true;
}

/**
 * Reads each record of `source`'s topic again that somebody could not read. What can be read now comes late: views that had gone on without it are built
 * again, since the order of events is part of what they mean, and policies get it as they get what is parked.
 */
export async function replayDeadLetters(installation: Installation, source: string, output: Output): Promise<boolean> {
  const deadLetters = mustHave(installation);
  known(installation.services, source);
  const rebuilt = new Map<string, Promise<unknown>>();
  const rebuild = (name: string): Promise<unknown> => {
    const service = known(installation.services, name);
    const views = service.views.filter(({ streams }) => (streams as StreamSchema[]).some((stream) => serviceOf(stream) === source));
    const names = views.map((view) => view.name);
    return names.length > 0 ? rebuildViews({ ...installation, services: [service] }, names, output) : Promise.resolve();
  };
  const take = async (event: RecordedEvent, { consumer, partition }: DeadLetter): Promise<boolean> => {
    const [, name, what, policy] = /^([a-z]+)\.(views|policy|event)[.:](.*)$/.exec(consumer) ?? [];
    if (!name) return false;
    if (what === 'policy') await parkForPolicy(installation, known(installation.services, name), policy!, { source, partition, event });
    else if (what === 'views') await (rebuilt.get(name) ?? rebuilt.set(name, rebuild(name)).get(name));
    return true;
  };
  const answer = await deadLetters.replay(source, take);
  if (output.json) output.value({ service: source, ...answer });
  else if (answer.replayed + answer.dead === 0) output.line('No record is dead.');
  else output.line(`${answer.dead === 0 ? '✓' : '✕'} ${source}: ${answer.replayed} done, ${answer.dead} still dead`);
  return answer.dead === 0;
}

function mustHave({ deadLetters }: Installation): DeadLetters {
  if (!deadLetters)
    throw new Refusal('There is no topic here that could hold what nobody can read: the bus serves events from the stores.');
  return deadLetters;
}
