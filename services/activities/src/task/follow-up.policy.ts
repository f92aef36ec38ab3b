import { LeadEventSchema } from '@throughline/contracts/sales';
import { addBusinessDays } from '@throughline/domain';
import { does, policy } from '@throughline/views';
import { calendarOf } from '../settings/calendar.js';
import { task } from './task.js';

/** What sales asks to be done with a lead becomes a task of its owner. */
export const followUpTask = policy({
  name: 'follow-up-task',
  version: 1,
  streams: [LeadEventSchema],
  on: ['LeadFollowUpRequested'],
  from: 'beginning',
  load: ({ stream }, { dataSource }) => calendarOf(dataSource, stream.tenant),
  react({ data, stream, meta }, calendar, moment) {
    const id = moment.id('task');
    const dueAt = addBusinessDays(meta.occurredAt, data.dueInBusinessDays, calendar);
    return [
      does(task, id, {
        type: 'Create',
        id,
        facts: { title: data.title, dueAt, assigneeId: data.assigneeId, about: [stream.id], kind: 'Follow-up' },
      }),
    ];
  },
});
