import { Injectable } from '@nestjs/common';
import type { Check } from '@throughline/domain';
import { findRecords, type RecordType, type Viewer } from '@throughline/records';
import { Directory, Sources, Users, type RequestContext } from '@throughline/service-kit';
import { DataSource } from 'typeorm';
import { RecordRow } from './record.view.js';

const recordType: RecordType = { name: 'Record', fields: [{ key: 'id', label: 'Id', kind: 'id' }] };

/** For `refersTo`: a record of whatever kind. */
export const registered = { record: recordType, entity: RecordRow };

/** A record as another one names it. */
export interface RecordReference {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
}

/** Which records there are, of those a viewer sees. */
@Injectable()
export class Registry {
  constructor(
    private readonly database: DataSource,
    private readonly directory: Directory,
    private readonly sources: Sources,
    private readonly users: Users,
  ) {}

  async find(viewer: Viewer, ids: readonly string[]): Promise<ReadonlyMap<string, RecordRow>> {
    return findRecords(this.database, { ...registered, viewer }, ids);
  }

  /** As {@link find}; what may be on its way here is waited for. */
  async await(viewer: Viewer, ids: readonly string[]): Promise<ReadonlyMap<string, RecordRow>> {
    return this.sources.look(
      ['contacts', 'sales'],
      () => this.find(viewer, ids),
      (found) => found.size === new Set(ids).size,
    );
  }

  /** Notes each id that names no record the viewer sees. */
  async check(check: Check, viewer: Viewer, path: string, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const found = await this.await(viewer, ids);
    ids.forEach((id, i) => found.has(id) || check.refuse(`${path}.${i}`, 'is not a record you can see'));
  }

  /** The ids that shall stand in place of those `now`: what the viewer sees of them is replaced by what they sent, the rest stays. */
  async replace(check: Check, viewer: Viewer, path: string, now: readonly string[], sent: readonly string[]): Promise<string[]> {
    await this.check(check, viewer, path, sent);
    const seen = await this.find(viewer, now);
    return this.peopleFirst(viewer, [...new Set([...sent, ...now.filter((id) => !seen.has(id))])]);
  }

  /** The ids, those of people first: words about several records are sealed with the key of the first of them. */
  async peopleFirst(viewer: Viewer, ids: readonly string[]): Promise<string[]> {
    const records = await this.find(viewer, ids);
    const isPerson = (id: string) => ['CONTACT', 'LEAD'].includes(records.get(id)?.kind ?? '');
    return [...ids.filter(isPerson), ...ids.filter((id) => !isPerson(id))];
  }

  /** Notes each id that is not an active user's. */
  checkUsers(check: Check, viewer: Viewer, ids: Readonly<Record<string, string>>): Promise<void> {
    return this.users.check(check, viewer, ids);
  }

  /** For `RequestContext.load`. */
  readonly load = async (ids: readonly string[], viewer: Viewer): Promise<RecordReference[]> =>
    [...(await this.find(viewer, ids)).values()].map(referenceTo);

  /** Those of the ids that the request's viewer sees, in order; one query for all that a request asks. */
  async visible(request: RequestContext, ids: readonly string[]): Promise<RecordReference[]> {
    const records = await Promise.all(ids.map((id) => request.load(this.load, id)));
    return records.filter((record) => record !== null);
  }

  /** What the person reads who asks who did it. */
  async actorName(tenant: string, actor: string): Promise<{ readonly id: string; readonly name: string }> {
    return (await this.directory.of(tenant)).actor(actor);
  }
}

export const referenceTo = ({ id, kind, title }: RecordRow): RecordReference => ({ id, kind, title });
