import { Injectable } from '@nestjs/common';
import type { Check } from '@throughline/domain';
import type { Viewer } from '@throughline/records';
import { Directory } from './directory/directory.js';
import { Sources } from './sources.js';

/** Holds the users that an input names against the local copy of identity. */
@Injectable()
export class Users {
  constructor(
    private readonly directory: Directory,
    private readonly sources: Sources,
  ) {}

  /** Notes each id, by its path in the input, that is not an active user's. A user made a moment ago is waited for. */
  async check(check: Check, { tenant }: Pick<Viewer, 'tenant'>, ids: Readonly<Record<string, string>>): Promise<void> {
    const possible = Object.values(ids).filter(isId);
    const { users } = await this.sources.look(
      ['identity'],
      async () => this.directory.of(tenant),
      ({ users }) => possible.every((id) => users.has(id)),
    );
    for (const [path, id] of Object.entries(ids)) if (!users.get(id)?.active) check.refuse(path, 'is not a user who may sign in');
  }
}

const isId = (id: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
