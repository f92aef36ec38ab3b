import { createHash } from 'node:crypto';
import { type CommandKey, InvalidAppend, type StreamName } from '../event-store.js';

/**
 * The names of the streams that a service has in a server which others use as well. `sales.main.opportunity-7f3c…` is a record;
 * what begins with `sales/` is the store's own, and is not read with the records.
 */
export class Names {
  /** Every record's stream begins with it, and nothing else does. */
  readonly prefix: string;
  readonly epoch: string;

  constructor(private readonly service: string) {
    if (!/^[a-z][a-z0-9-]*$/.test(service)) throw new Error(`A service is named by small letters, not ${JSON.stringify(service)}`);
    this.prefix = `${service}.`;
    this.epoch = `${service}/epoch`;
  }

  stream({ tenant, category, id }: StreamName): string {
    return `${this.prefix}${part(tenant)}.${part(category)}-${text(id)}`;
  }

  /** The stream of a name that {@link stream} made. */
  parse(name: string): StreamName {
    const [, tenant, category, id] = /^[^.]*\.([^.]*)\.([^-]*)-(.*)$/s.exec(name) ?? [];
    if (id === undefined) throw new Error(`${name} is no name of a record's stream`);
    return { tenant: decodeURIComponent(tenant!), category: decodeURIComponent(category!), id: decodeURIComponent(id) };
  }

  /** What a command did is found by its name alone, and the name tells nothing of it but the tenant. */
  command({ tenant, actor, operation, commandId }: CommandKey): string {
    const hash = createHash('sha256').update([tenant, actor, operation, commandId].map(text).join('/'));
    return `${this.service}/${part(tenant)}.command-${hash.digest('hex')}`;
  }
}

/** Without the characters that separate the parts. */
function part(name: string): string {
  return text(name).replace(/[.-]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** What no column of a view could hold is refused here already. */
function text(name: string): string {
  if (name.includes('\0') || !name.isWellFormed()) throw new InvalidAppend('A name holds what is no character.');
  return encodeURIComponent(name);
}
