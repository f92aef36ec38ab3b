import { OpportunityEventSchema } from '@throughline/contracts/sales';
import { addBusinessDays } from '@throughline/domain';
import { does, policy } from '@throughline/views';
import { calendarOf } from '../settings/calendar.js';
import { loggedOnTheWay } from '../timeline/logged-about.js';
import { task } from './task.js';

/** A won deal is handed over by a task that tells what was said on the way: what was promised, asked and worried about. */
export const onboardingTask = policy({
  name: 'onboarding-task',
  version: 1,
  streams: [OpportunityEventSchema],
  on: ['OpportunityWon'],
  from: 'beginning',
  async load({ data, stream }, { dataSource }) {
    if (!data.onboarding) return undefined;
    const { leadId, ownerId } = data;
    const way = await loggedOnTheWay(dataSource, stream.tenant, { dealId: stream.id, leadId, ownerId });
    return { calendar: await calendarOf(dataSource, stream.tenant), ...way };
  },
  react({ data, stream, meta }, known, moment) {
    if (!data.onboarding || !known) return [];
    const { assigneeId, title, dueInBusinessDays } = data.onboarding;
    const id = moment.id('task');
    const body = known.said.map(({ title, body, at }) => [`${at.slice(0, 10)} ${title}`, body].filter(Boolean).join('\n')).join('\n\n');
    // A person first: the words are about them, and sealed with their key.
    const about = [known.people[0] ?? data.leadId, stream.id, data.accountId].filter(Boolean);
    const dueAt = addBusinessDays(meta.occurredAt, dueInBusinessDays, known.calendar);
    return [
      does(task, id, { type: 'Create', id, facts: { title: `${title}: ${data.name}`, body, dueAt, assigneeId, about, kind: 'To do' } }),
    ];
  },
});
