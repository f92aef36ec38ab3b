import { hash } from 'node:crypto';
import type { CommandKey } from '@throughline/event-store';

const namespace = Buffer.from('2d0b9c1e6f4a5e0b8a6c7d1f3c5b9e27', 'hex');

/** The id of the record that this command creates: a UUIDv5, the same whenever the command comes. */
export function newId(command: CommandKey): string {
  return v5(nameOf(command));
}

/** The id of the event at this index among those of a command. */
export function eventId(command: CommandKey, index: number): string {
  return v5(`${nameOf(command)}${index}`);
}

function nameOf({ tenant, actor, operation, commandId }: CommandKey): string {
  return JSON.stringify([tenant, actor, operation, commandId]);
}

/** As RFC 9562 says. */
function v5(name: string): string {
  const bytes = hash('sha1', Buffer.concat([namespace, Buffer.from(name)]), 'buffer');
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
