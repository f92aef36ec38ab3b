import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { describe, it } from '@jest/globals';
import { givenOf } from '@throughline/decider/testing';
import { Role } from '../user/user.js';
import { apiKey, type ApiKeyEventInit } from './api-key.js';

const given = givenOf(apiKey);
const key = { name: 'Website', role: Role.MEMBER, secretHash: 'hash' };
const created: ApiKeyEventInit = { type: 'ApiKeyCreated', data: key };
const revoked: ApiKeyEventInit = { type: 'ApiKeyRevoked', data: {} };

describe('an API key', () => {
  it('is made once and revoked once', () => {
    given([])
      .when({ type: 'Create', ...key })
      .then([created])
      .andAgainNothing();
    given([created]).when({ type: 'Revoke' }).then([revoked]).andAgainNothing();
    given([]).when({ type: 'Revoke' }).thenRefuses({ code: 'NOT_FOUND' });
  });

  it('may end by itself, in the future', () => {
    const expiresAt = '2026-03-03T00:00:00.000Z';
    given([])
      .when({ type: 'Create', ...key, expiresAt })
      .then([{ type: 'ApiKeyCreated', data: { ...key, expiresAt: timestampFromDate(new Date(expiresAt)) } }]);
    given([])
      .when({ type: 'Create', ...key, expiresAt: '2026-03-02T08:59:59.000Z' })
      .thenRefuses({ fields: { expiresAt: 'is in the past' } });
  });
});
