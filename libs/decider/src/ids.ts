import type { CommandKey } from '@throughline/event-store';
import { v5 } from 'uuid';

const namespace = '2d0b9c1e-6f4a-5e0b-8a6c-7d1f3c5b9e27';

/** The id of the record that this command creates: a UUIDv5, the same whenever the command comes. */
export function newId(command: CommandKey): string {
  return v5(nameOf(command), namespace);
}

/** The id of the event at this index among those of a command. */
export function eventId(command: CommandKey, index: number): string {
  return v5(`${nameOf(command)}${index}`, namespace);
}

function nameOf({ tenant, actor, operation, commandId }: CommandKey): string {
  return JSON.stringify([tenant, actor, operation, commandId]);
}
