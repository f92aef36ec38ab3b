import { describe, it } from '@jest/globals';
import { givenOf } from '@throughline/decider/testing';
import { activity, ActivityKind } from './activity.js';

const given = givenOf(activity);
const id = 'a1';
const facts = {
  about: ['ann', 'deal'],
  subject: 'Demo',
  body: 'Liked it',
  at: '2026-11-23T10:00:00.000Z',
  durationMinutes: 30,
  mentions: ['bob'],
};
const logged = { type: 'ActivityLogged', data: { kind: ActivityKind.CALL, ...facts, subjectId: 'ann' } } as const;

describe('what somebody logged', () => {
  it('is kept with what it is about, and sealed with the key of the first of these', () => {
    given([]).when({ type: 'Log', id, kind: ActivityKind.CALL, facts }).then([logged]).andAgainNothing();
  });

  it('is corrected as a whole, so that the correction reads alone', () => {
    given([logged])
      .when({ type: 'Correct', id, changes: { body: 'Loved it' } })
      .then([{ type: 'ActivityCorrected', data: { ...facts, body: 'Loved it', subjectId: 'ann' } }])
      .andAgainNothing();
  });

  it('says whom a correction mentions who was not mentioned before', () => {
    const mentions = ['bob', 'cleo'];
    given([logged])
      .when({ type: 'Correct', id, changes: { mentions } })
      .then([{ type: 'ActivityCorrected', data: { ...facts, mentions, newlyMentioned: ['cleo'], subjectId: 'ann' } }]);
  });

  it('is removed once, and then cannot be corrected', () => {
    given([logged])
      .when({ type: 'Remove' })
      .then([{ type: 'ActivityRemoved', data: {} }])
      .andAgainNothing();
    given([logged, { type: 'ActivityRemoved', data: {} }])
      .when({ type: 'Correct', id, changes: { body: 'x' } })
      .thenRefuses({ code: 'NOT_FOUND' });
  });
});
