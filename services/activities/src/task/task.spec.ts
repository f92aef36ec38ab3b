import { describe, it } from '@jest/globals';
import { givenOf } from '@throughline/decider/testing';
import { task } from './task.js';

const given = givenOf(task);
const id = '7f0b5a5e-0000-5000-8000-000000000001';
const about = ['7f0b5a5e-0000-5000-8000-0000000000aa'];
const created = {
  type: 'TaskCreated',
  data: { title: 'Call', dueAt: '2026-11-24T16:00:00.000Z', assigneeId: 'ada', about, subjectId: about[0]! },
} as const;

describe('a task', () => {
  it('is sealed with the key of the first record it is about', () => {
    given([])
      .when({ type: 'Create', id, facts: { title: 'Call', dueAt: created.data.dueAt, assigneeId: 'ada', about } })
      .then([created])
      .andAgainNothing();
  });

  it('about nothing is sealed with its own key', () => {
    given([])
      .when({ type: 'Create', id, facts: { title: 'Tidy up', about: [] } })
      .then([{ type: 'TaskCreated', data: { title: 'Tidy up', subjectId: id } }]);
  });

  it('says what changed, each as a fact of its own', () => {
    given([created])
      .when({ type: 'Update', id, changes: { title: 'Call again', dueAt: null, assigneeId: 'bob' } })
      .then([
        { type: 'TaskDescribed', data: { title: 'Call again', about, subjectId: about[0]! } },
        { type: 'TaskRescheduled', data: { previous: created.data.dueAt } },
        { type: 'TaskReassigned', data: { assigneeId: 'bob', previousAssigneeId: 'ada' } },
      ])
      .andAgainNothing();
  });

  it('is completed once and opened again once', () => {
    const completed = { type: 'TaskCompleted', data: {} } as const;
    given([created]).when({ type: 'Complete' }).then([completed]).andAgainNothing();
    given([created, completed])
      .when({ type: 'Reopen' })
      .then([{ type: 'TaskReopened', data: {} }])
      .andAgainNothing();
  });

  it('falls due once for each due time, for the one who has to do it', () => {
    const dueAt = created.data.dueAt;
    const fellDue = { type: 'TaskFellDue', data: { dueAt, assigneeId: 'ada' } } as const;
    given([created]).when({ type: 'FallDue', dueAt }).then([fellDue]).andAgainNothing();
    const later = '2026-12-01T16:00:00.000Z';
    const rescheduled = { type: 'TaskRescheduled', data: { dueAt: later, previous: dueAt } } as const;
    given([created, fellDue, rescheduled])
      .when({ type: 'FallDue', dueAt: later })
      .then([{ type: 'TaskFellDue', data: { dueAt: later, assigneeId: 'ada' } }]);
  });

  it('is escalated once for each due time, also when it comes back to one that it had before', () => {
    const dueAt = created.data.dueAt;
    const later = '2026-12-01T16:00:00.000Z';
    const escalate = (at: string) => ({ type: 'Escalate', dueAt: at, to: ['max'], daysOverdue: 2 }) as const;
    const escalated = (at: string) =>
      ({ type: 'TaskEscalated', data: { dueAt: at, assigneeId: 'ada', toIds: ['max'], daysOverdue: 2 } }) as const;
    const moved = (to: string, previous: string) => ({ type: 'TaskRescheduled', data: { dueAt: to, previous } }) as const;
    given([created])
      .when(escalate(dueAt))
      .then([escalated(dueAt)])
      .andAgainNothing();
    const twice = [created, escalated(dueAt), moved(later, dueAt)];
    given(twice)
      .when(escalate(later))
      .then([escalated(later)]);
    given([...twice, escalated(later), moved(dueAt, later)])
      .when(escalate(dueAt))
      .then([]);
  });

  it('is not escalated when it is done, archived, or due at another time', () => {
    const escalate = { type: 'Escalate', dueAt: created.data.dueAt, to: ['max'], daysOverdue: 2 } as const;
    given([created, { type: 'TaskCompleted', data: {} }])
      .when(escalate)
      .then([]);
    given([created, { type: 'TaskArchived', data: {} }])
      .when(escalate)
      .then([]);
    given([created, { type: 'TaskRescheduled', data: { dueAt: '2026-12-01T16:00:00.000Z', previous: created.data.dueAt } }])
      .when(escalate)
      .then([]);
  });

  it('does not fall due when it is done, archived, or due at another time', () => {
    const dueAt = created.data.dueAt;
    given([created, { type: 'TaskCompleted', data: {} }])
      .when({ type: 'FallDue', dueAt })
      .then([]);
    given([created, { type: 'TaskArchived', data: {} }])
      .when({ type: 'FallDue', dueAt })
      .then([]);
    given([created]).when({ type: 'FallDue', dueAt: '2026-11-25T16:00:00.000Z' }).then([]);
  });

  it('archived is left alone until it is restored', () => {
    given([created, { type: 'TaskArchived', data: {} }])
      .when({ type: 'Complete' })
      .thenRefuses({ code: 'RULE_VIOLATED', rule: 'record.archived' });
    given([created, { type: 'TaskArchived', data: {} }])
      .when({ type: 'Restore' })
      .then([{ type: 'TaskRestored', data: {} }])
      .andAgainNothing();
  });

  it('that is not there cannot be changed', () => {
    given([]).when({ type: 'Complete' }).thenRefuses({ code: 'NOT_FOUND' });
  });
});
