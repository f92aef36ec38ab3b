import { OpportunityEventSchema } from '@throughline/contracts/sales';
import { addBusinessDays } from '@throughline/domain';
import { does, policy } from '@throughline/views';
import { calendarOf } from '../settings/calendar.js';
import { loggedAbout } from '../timeline/logged-about.js';
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
    const said = await loggedAbout(dataSource, stream.tenant, [stream.id, data.leadId].filter(Boolean));
    return { calendar: await calendarOf(dataSource, stream.tenant), said };
  },
  react({ data, stream, meta }, known, moment) {
    if (!data.onboarding || !known) return [];
    const { assigneeId, title, dueInBusinessDays } = data.onboarding;
    const id = moment.id('task');
    const body = known.said.map(({ title, body, at }) => [`${at.slice(0, 10)} ${title}`, body].filter(Boolean).join('\n')).join('\n\n');
    const about = [stream.id, data.accountId].filter(Boolean);
    const dueAt = addBusinessDays(meta.occurredAt, dueInBusinessDays, known.calendar);
    return [
      does(task, id, { type: 'Create', id, facts: { title: `${title}: ${data.name}`, body, dueAt, assigneeId, about, kind: 'To do' } }),
    ];
  },
});
