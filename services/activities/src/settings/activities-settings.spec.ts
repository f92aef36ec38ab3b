import { describe, expect, it } from '@jest/globals';
import { givenOf } from '@throughline/decider/testing';
import { activitiesSettings, defaultSettings } from './activities-settings.js';

const given = givenOf(activitiesSettings);

describe('how tasks are worked with', () => {
  it('is ready before anybody has chosen: kinds of task, and overdue ones are escalated', () => {
    expect(defaultSettings.taskKinds).toEqual(expect.arrayContaining(['To do', 'Call', 'Follow-up']));
    expect(defaultSettings.escalation).toEqual({ enabled: true, afterBusinessDays: 2, toUserId: '' });
    given([]).when({ type: 'SetTaskKinds', kinds: defaultSettings.taskKinds }).then([]);
    given([]).when({ type: 'SetTaskEscalation', changes: defaultSettings.escalation }).then([]);
  });

  it('is changed a part at a time, each as a fact of its own', () => {
    const kinds = { type: 'TaskKindsChanged', data: { kinds: ['Visit'] } } as const;
    given([])
      .when({ type: 'SetTaskKinds', kinds: ['Visit'] })
      .then([kinds])
      .andAgainNothing();
    const off = { type: 'TaskEscalationChanged', data: { enabled: false, afterBusinessDays: 2 } } as const;
    given([kinds])
      .when({ type: 'SetTaskEscalation', changes: { enabled: false } })
      .then([off])
      .andAgainNothing();
    given([kinds, off])
      .when({ type: 'SetTaskEscalation', changes: { enabled: true, afterBusinessDays: 5, toUserId: 'maja' } })
      .then([{ type: 'TaskEscalationChanged', data: { enabled: true, afterBusinessDays: 5, toUserId: 'maja' } }]);
  });
});
