import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { describe, it } from '@jest/globals';
import { givenOf } from '@throughline/decider/testing';
import { email, type EmailEventInit } from './email.js';

const given = givenOf(email);
const at = (minute: string) => ({ now: `2026-03-02T09:${minute}:00.000Z` });
const reserved = (userId: string, minute: string): EmailEventInit => ({
  type: 'EmailReserved',
  data: { userId, reservedAt: timestampFromDate(new Date(at(minute).now)) },
});
const released: EmailEventInit = { type: 'EmailReleased', data: { userId: 'ada' } };

describe('an e-mail address', () => {
  it('is one user’s', () => {
    given([])
      .when({ type: 'Reserve', userId: 'ada' }, at('00'))
      .then([reserved('ada', '00')])
      .andAgainNothing();
    given([reserved('ada', '00')])
      .when({ type: 'Reserve', userId: 'eve' }, at('30'))
      .thenRefuses({ fields: { email: 'is used by another user' } });
  });

  it('is free again when its user goes', () => {
    given([reserved('ada', '00')])
      .when({ type: 'Release', userId: 'ada' })
      .then([released])
      .andAgainNothing();
    given([reserved('ada', '00'), released])
      .when({ type: 'Reserve', userId: 'eve' }, at('01'))
      .then([reserved('eve', '01')]);
    given([reserved('ada', '00')])
      .when({ type: 'Release', userId: 'eve' })
      .then([]);
  });

  it('is free again a minute after a creation that never came to its end, not before', () => {
    const take = { type: 'Reserve', userId: 'eve', abandoned: 'ada' } as const;
    given([reserved('ada', '00')])
      .when(take, at('01'))
      .thenRefuses({ code: 'BAD_USER_INPUT' });
    given([reserved('ada', '00')])
      .when(take, at('02'))
      .then([reserved('eve', '02')]);
    given([reserved('bob', '00')])
      .when(take, at('02'))
      .thenRefuses({ code: 'BAD_USER_INPUT' });
  });
});
