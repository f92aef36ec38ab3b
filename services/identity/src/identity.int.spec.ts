import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestServices } from '@throughline/service-kit/testing';
import { identity } from './identity.service.js';

const email = 'ada@example.com';
const password = 'correct horse battery';
let services: TestServices;

beforeAll(async () => {
  services = await TestServices.start([identity], { settings: { THROUGHLINE_ADMIN_EMAIL: email, THROUGHLINE_ADMIN_PASSWORD: password } });
}, 60_000);
afterAll(() => services?.close());

const signInMutation = 'mutation($input: SignInInput!) { signIn(input: $input) { accessToken refreshToken expiresAt user { id name } } }';
const signIn = async (input: object) => (await services.data('identity', signInMutation, { input })).signIn;

describe('signing in', () => {
  it('answers a token', async () => {
    const { accessToken, user } = await signIn({ email, password });
    expect(user.name).toBe('Administrator');
    expect((await services.data('identity', '{ me { name email role } }', {}, accessToken)).me).toEqual({ name: 'Administrator', email, role: 'ADMIN' });
  });
});
