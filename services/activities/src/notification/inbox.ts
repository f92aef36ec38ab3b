import type { EventInitOf, EventOf } from '@throughline/contracts';
import { InboxEventSchema } from '@throughline/contracts/activities';
import type { Decider } from '@throughline/decider';

/** What one person follows and has read. The stream's id is the user's. */
export type InboxCommand =
  | { type: 'Follow'; recordId: string }
  | { type: 'Unfollow'; recordId: string }
  | { type: 'Read'; notificationId: string }
  | { type: 'ReadAll' };

export interface Inbox {
  readonly following: ReadonlySet<string>;
}

export type InboxEvent = EventOf<typeof InboxEventSchema>;
type InboxEventInit = EventInitOf<typeof InboxEventSchema>;

export const inbox = {
  category: 'inbox',
  events: InboxEventSchema,
  initialState: { following: new Set() } as Inbox,
  decide(command: InboxCommand, { following }: Inbox, { now }): readonly InboxEventInit[] {
    switch (command.type) {
      case 'Follow':
        return following.has(command.recordId) ? [] : [{ type: 'RecordFollowed', data: { recordId: command.recordId } }];
      case 'Unfollow':
        return following.has(command.recordId) ? [{ type: 'RecordUnfollowed', data: { recordId: command.recordId } }] : [];
      case 'Read':
        return [{ type: 'NotificationRead', data: { notificationId: command.notificationId } }];
      case 'ReadAll':
        return [{ type: 'AllNotificationsRead', data: { until: now } }];
    }
  },
  evolve({ following }: Inbox, { type, data }: InboxEvent): Inbox {
    switch (type) {
      case 'RecordFollowed':
        return { following: new Set([...following, data.recordId]) };
      case 'RecordUnfollowed':
        return { following: new Set([...following].filter((id) => id !== data.recordId)) };
      case 'NotificationRead':
      case 'AllNotificationsRead':
        return { following };
    }
  },
} satisfies Decider<Inbox, InboxCommand, InboxEvent, InboxEventInit> & { events: unknown };
