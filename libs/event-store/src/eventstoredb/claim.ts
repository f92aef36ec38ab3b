import { randomUUID } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Append, NewEvent, StreamName } from '../event-store.js';
import type { Proposed, Stored } from './connection.js';

/**
 * What stands in a command's stream before its events are appended to theirs: enough for anybody to append them, so that a command whose
 * process has died in between is either carried out as it was decided or can never be.
 */
export interface Claim {
  readonly requestHash: string;
  readonly stream: StreamName;
  readonly expectedRevision: number;
  readonly events: readonly NewEvent[];
  /** Of the store's head, where there are no events. */
  readonly head: bigint;
  /** Which attempt of this command it is, from 0. */
  readonly attempt: number;
}

interface Header {
  readonly requestHash: string;
  readonly stream: StreamName;
  readonly expectedRevision: number;
  readonly head: string;
}

/** Its id is new each time: with equal ids the server would take the claims of two processes for one. */
export function proposedClaim({ requestHash, stream, expectedRevision, events }: Append, head: bigint): Proposed {
  const header: Header = { requestHash, stream, expectedRevision, head: String(head) };
  return {
    id: randomUUID(),
    type: 'CommandClaimed',
    json: false,
    data: events.length === 0 ? new Uint8Array() : gzipSync(JSON.stringify(events)),
    metadata: Buffer.from(JSON.stringify(header)),
  };
}

export function claimOf({ revision, data, metadata }: Stored): Claim {
  const header = JSON.parse(Buffer.from(metadata).toString()) as Header;
  const events = data.length === 0 ? [] : (JSON.parse(gunzipSync(data).toString()) as NewEvent[]);
  return { ...header, head: BigInt(header.head), events, attempt: revision };
}
