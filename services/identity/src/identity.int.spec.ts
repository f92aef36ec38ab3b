import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Directory, TeamRow, type RunningService } from '@throughline/service-kit';
import { TestServices } from '@throughline/service-kit/testing';
import { DataSource } from 'typeorm';
import { identity } from './identity.service.js';
import { AccessTokens } from './signing-key/access-tokens.js';

const email = 'ada@example.com';
const password = 'correct horse battery';
let services: TestServices;
let service: RunningService;
let admin: string;

beforeAll(async () => {
  services = await TestServices.start([identity], { settings: { THROUGHLINE_ADMIN_EMAIL: email, THROUGHLINE_ADMIN_PASSWORD: password } });
  service = services.get('identity');
  admin = (await signIn({ email, password })).accessToken;
}, 60_000);
afterAll(() => services?.close());

const graph = (query: string, input?: object, token?: string) => services.data('identity', query, { input }, token);
const refusal = async (
  query: string,
  input?: object,
  token?: string,
  headers: Record<string, string> = {},
): Promise<Record<string, unknown> | undefined> => {
  const { errors } = await service.execute({
    query,
    variables: { input },
    headers: { ...headers, ...(token && { authorization: `Bearer ${token}` }) },
  });
  return errors?.[0] && { message: errors[0].message, ...errors[0].extensions };
};

const signInMutation = 'mutation($input: SignInInput!) { signIn(input: $input) { accessToken refreshToken expiresAt user { id name } } }';
const signIn = async (input: object) => (await graph(signInMutation, input)).signIn;
const createUser =
  'mutation($input: CreateUserInput!) { createUser(input: $input) { user { id revision name email role active team { id name } } } }';
const createTeam = 'mutation($input: CreateTeamInput!) { createTeam(input: $input) { team { id name revision parent { id } } } }';
const updateTeam =
  'mutation($input: UpdateTeamInput!) { updateTeam(input: $input) { team { id name revision parent { id } children { id } } } }';
const updateUser = 'mutation($input: UpdateUserInput!) { updateUser(input: $input) { user { name role teamId revision } } }';
const deactivateUser = 'mutation($input: DeactivateUserInput!) { deactivateUser(input: $input) { user { active } } }';

let made = 0;
async function person(given: object = {}): Promise<{ id: string; email: string; token: string; refreshToken: string }> {
  const address = `person${++made}@example.com`;
  const { user } = (await graph(createUser, { email: address, name: `Person ${made}`, password, role: 'MEMBER', ...given }, admin))
    .createUser;
  const { accessToken, refreshToken } = await signIn({ email: address, password });
  return { id: user.id, email: address, token: accessToken, refreshToken };
}
const team = async (name: string, parentId?: string): Promise<string> =>
  (await graph(createTeam, { name, parentId }, admin)).createTeam.team.id;

describe('signing in', () => {
  it('answers who it is and a token that says so', async () => {
    expect((await graph('{ me { name email role } }', undefined, admin)).me).toEqual({ name: 'Administrator', email, role: 'ADMIN' });
  });

  it('takes the address however it is spelled', async () => {
    expect((await signIn({ email: ' ADA@Example.COM ', password })).user.name).toBe('Administrator');
  });

  it('does not tell a wrong password from an unknown address', async () => {
    const wrong = await refusal(signInMutation, { email, password: 'not this one' });
    expect(wrong).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await refusal(signInMutation, { email: 'nobody@example.com', password })).toEqual(wrong);
  });

  it('slows down guessing, for accounts that exist as for those that do not, and the right password does not help then', async () => {
    const { email } = await person();
    for (const address of [email, 'nobody.else@example.com']) {
      for (let i = 0; i < 5; i++) await refusal(signInMutation, { email: address, password: `guess number ${i}` });
      expect(await refusal(signInMutation, { email: address, password })).toMatchObject({ code: 'RATE_LIMITED' });
    }
  });

  it('counts guesses that are made at once', async () => {
    const { email } = await person();
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => refusal(signInMutation, { email, password: `guess number ${i}` })),
    );
    expect(answers.filter((answer) => answer?.['code'] === 'UNAUTHENTICATED').length).toBeLessThanOrEqual(5);
  });

  it('takes right passwords that come at once', async () => {
    const { email } = await person();
    const answers = await Promise.all(Array.from({ length: 12 }, () => signIn({ email, password })));
    expect(new Set(answers.map(({ accessToken, refreshToken }) => accessToken && refreshToken)).size).toBe(12);
  });

  it('slows down an address that tries many accounts', async () => {
    const from = { 'x-forwarded-for': '203.0.113.7' };
    const guesses = Array.from({ length: 130 }, (_, i) => ({ email: `guess${i}@example.com`, password: 'a common password' }));
    const answers = await Promise.all(guesses.map((guess) => refusal(signInMutation, guess, undefined, from)));
    const told = Map.groupBy(answers, (answer) => answer?.['code']);
    expect(told.get('UNAUTHENTICATED')!.length).toBeLessThanOrEqual(100);
    expect(told.get('RATE_LIMITED')!.length).toBeGreaterThanOrEqual(30);
    expect((await signIn({ email, password })).user.name).toBe('Administrator');
  });
});

describe('a session', () => {
  const refresh = 'mutation($input: RefreshInput!) { refresh(input: $input) { accessToken refreshToken user { id } } }';

  it('goes on by a refresh token, each good once', async () => {
    const { id, refreshToken } = await person();
    const next = (await graph(refresh, { refreshToken })).refresh;
    expect(next.user.id).toBe(id);
    expect((await graph('{ me { id } }', undefined, next.accessToken)).me.id).toBe(id);
    expect((await graph(refresh, { refreshToken: next.refreshToken })).refresh.user.id).toBe(id);
  });

  it('ends for everybody when a used refresh token comes again', async () => {
    const { refreshToken: stolen } = await person();
    const { refreshToken: successor } = (await graph(refresh, { refreshToken: stolen })).refresh;
    expect(await refusal(refresh, { refreshToken: stolen })).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await refusal(refresh, { refreshToken: successor })).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('ends by signing out', async () => {
    const { refreshToken, token } = await person();
    await graph('mutation { signOut { signedOut } }', undefined, token);
    expect(await refusal(refresh, { refreshToken })).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('ends everywhere', async () => {
    const { email, refreshToken, token } = await person();
    const elsewhere = (await signIn({ email, password })).refreshToken;
    await graph('mutation($input: SignOutInput) { signOut(input: $input) { signedOut } }', { everywhere: true }, token);
    expect(await refusal(refresh, { refreshToken })).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await refusal(refresh, { refreshToken: elsewhere })).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('ends elsewhere when the password changes, which takes the present one', async () => {
    const { email, token, refreshToken } = await person();
    const elsewhere = (await signIn({ email, password })).refreshToken;
    const change = 'mutation($input: ChangePasswordInput!) { changePassword(input: $input) { user { id } } }';
    expect(await refusal(change, { currentPassword: 'something else', newPassword: 'another password' }, token)).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { currentPassword: expect.any(String) },
    });
    const input = { currentPassword: password, newPassword: 'another password', commandId: 'change' };
    await graph(change, input, token);
    await graph(change, input, token);
    expect(await refusal(refresh, { refreshToken: elsewhere })).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect((await graph(refresh, { refreshToken })).refresh.user.id).toBeDefined();
    expect(await refusal(signInMutation, { email, password })).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect((await signIn({ email, password: 'another password' })).accessToken).toBeDefined();
  });
});

describe('an access token', () => {
  it('is refused once it has expired, whether it was seen before or not', async () => {
    const { id } = await person();
    const tokens = service.get(AccessTokens);
    const { accessToken: late } = await tokens.issue('main', id, 'session', -1);
    expect(await refusal('{ me { id } }', undefined, late)).toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringContaining('expired'),
    });
    const { accessToken: soon } = await tokens.issue('main', id, 'session', 2);
    expect((await graph('{ me { id } }', undefined, soon)).me.id).toBe(id);
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    expect(await refusal('{ me { id } }', undefined, soon)).toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringContaining('expired'),
    });
  });

  it('is refused with another signature, another tenant, or as anything but a token', async () => {
    const [header, payload, signature] = admin.split('.') as [string, string, string];
    const other = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), sub: 'somebody' };
    const forged = [header, Buffer.from(JSON.stringify(other)).toString('base64url'), signature].join('.');
    const unsigned = [Buffer.from('{"alg":"none"}').toString('base64url'), payload, ''].join('.');
    for (const token of [forged, unsigned, 'nonsense', 'tl_main_nonsense']) {
      expect(await refusal('{ me { id } }', undefined, token)).toMatchObject({ code: 'UNAUTHENTICATED' });
    }
  });

  it('outlives a rotation of the signing key, unless the old key is revoked', async () => {
    const { email, token } = await person();
    const rotate = 'mutation($input: RotateSigningKeyInput) { rotateSigningKey(input: $input) { keyId } }';
    const jwks = async () =>
      ((await (await fetch(`${service.url}/.well-known/jwks.json`)).json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);

    const { keyId } = (await graph(rotate, {}, admin)).rotateSigningKey;
    expect(await jwks()).toContain(keyId);
    expect((await graph('{ me { email } }', undefined, token)).me.email).toBe(email);
    const { accessToken } = await signIn({ email, password });
    expect((await graph('{ me { email } }', undefined, accessToken)).me.email).toBe(email);

    const { keyId: newest } = (await graph(rotate, { revokeOld: true }, admin)).rotateSigningKey;
    expect(await jwks()).toEqual([newest]);
    expect(await refusal('{ me { email } }', undefined, accessToken)).toMatchObject({ code: 'UNAUTHENTICATED' });
    admin = (await signIn({ email: 'ada@example.com', password })).accessToken;
    expect((await graph('{ me { role } }', undefined, admin)).me.role).toBe('ADMIN');
  });
});

describe('users', () => {
  it('are made once a command id, and another input under it is a conflict', async () => {
    const input = { email: 'once@example.com', name: 'Once', role: 'MEMBER', commandId: 'make-once' };
    const first = (await graph(createUser, input, admin)).createUser.user;
    expect((await graph(createUser, input, admin)).createUser.user).toEqual(first);
    expect(await refusal(createUser, { ...input, name: 'Twice' }, admin)).toMatchObject({ code: 'CONFLICT' });
  });

  it('are the first result of a repeat, whatever has gone since', async () => {
    const teamId = await team('Gone');
    const input = { email: 'repeated@example.com', name: 'Repeated', role: 'MEMBER', teamId, commandId: 'make-repeated' };
    const { id } = (await graph(createUser, input, admin)).createUser.user;
    const change = 'mutation($input: ChangePasswordInput!) { changePassword(input: $input) { user { id } } }';
    const changed = { userId: id, newPassword: 'another password', commandId: 'change-repeated' };
    await graph(change, changed, admin);

    // Teams have no end yet: this one goes as if it had one.
    await service.get(DataSource).getRepository(TeamRow).delete({ id: teamId });
    await graph(deactivateUser, { id }, admin);
    expect(await refusal(createUser, { ...input, commandId: 'make-another' }, admin)).toMatchObject({
      fields: { teamId: 'is not a team' },
    });
    expect((await graph(createUser, input, admin)).createUser.user.id).toBe(id);
    expect((await graph(change, changed, admin)).changePassword.user.id).toBe(id);
    expect(await refusal(change, { ...changed, commandId: 'change-another' }, admin)).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('have an e-mail address of their own, in whatever case', async () => {
    const { id, email } = await person();
    const again = { email: email.toUpperCase(), name: 'Another', role: 'MEMBER' };
    expect(await refusal(createUser, again, admin)).toMatchObject({ code: 'BAD_USER_INPUT', fields: { email: expect.any(String) } });
    await graph(deactivateUser, { id }, admin);
    expect((await graph(createUser, again, admin)).createUser.user.email).toBe(email.toUpperCase());
  });

  it('made at the same time with one address are one', async () => {
    const input = { email: 'race@example.com', name: 'Race', role: 'MEMBER' };
    const answers = await Promise.all(Array.from({ length: 5 }, () => services.execute('identity', createUser, { input }, admin)));
    expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
    expect(
      (await graph('{ users(filter: { email: { eq: "race@example.com" } }) { totalCount } }', undefined, admin)).users.totalCount,
    ).toBe(1);
  });

  it('are refused at once when deactivated, and cannot sign in or refresh', async () => {
    const { id, email, token, refreshToken } = await person();
    await graph(deactivateUser, { id }, admin);
    expect(await refusal('{ me { id } }', undefined, token)).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await refusal(signInMutation, { email, password })).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await refusal('mutation($input: RefreshInput!) { refresh(input: $input) { expiresAt } }', { refreshToken })).toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  it('come back with the password, the role and the address they had, unless somebody else has the address by now', async () => {
    const reactivate = 'mutation($input: ReactivateUserInput!) { reactivateUser(input: $input) { user { active role } } }';
    const { id, email } = await person({ role: 'MANAGER' });
    await graph(deactivateUser, { id }, admin);
    expect((await graph(reactivate, { id }, admin)).reactivateUser.user).toEqual({ active: true, role: 'MANAGER' });
    expect((await signIn({ email, password })).user.id).toBe(id);
    expect(await refusal(createUser, { email, name: 'Another', role: 'MEMBER' }, admin)).toMatchObject({
      fields: { email: expect.any(String) },
    });

    await graph(deactivateUser, { id }, admin);
    await graph(createUser, { email, name: 'Another', role: 'MEMBER' }, admin);
    expect(await refusal(reactivate, { id }, admin)).toMatchObject({ fields: { email: expect.any(String) } });
    expect(await refusal(reactivate, { id }, (await person()).token)).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('are made and changed by administrators only, but for their own name', async () => {
    const { id, token } = await person({ role: 'MANAGER' });
    expect(await refusal(createUser, { email: 'x@example.com', name: 'X', role: 'ADMIN' }, token)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await refusal(updateUser, { id, role: 'ADMIN' }, token)).toMatchObject({ code: 'FORBIDDEN' });
    expect((await graph(updateUser, { id, name: 'Renamed' }, token)).updateUser.user.name).toBe('Renamed');
    const { users } = await graph('{ users(filter: { name: { eq: "Renamed" } }) { edges { node { id } } } }', undefined, token);
    expect(users.edges).toEqual([{ node: { id } }]);
  });

  it('keep one administrator', async () => {
    const { me } = await graph('{ me { id } }', undefined, admin);
    expect(await refusal(deactivateUser, { id: me.id }, admin)).toMatchObject({ code: 'RULE_VIOLATED', rule: 'user.lastAdministrator' });
    expect(await refusal(updateUser, { id: me.id, role: 'MEMBER' }, admin)).toMatchObject({
      code: 'RULE_VIOLATED',
      rule: 'user.lastAdministrator',
    });
  });

  it('keep one administrator, though two dismiss each other at the same moment', async () => {
    for (let round = 0; round < 5; round++) {
      const pair = [await person({ role: 'ADMIN' }), await person({ role: 'ADMIN' })];
      const [one, other] = pair as [(typeof pair)[0], (typeof pair)[0]];
      const { me } = await graph('{ me { id } }', undefined, admin);
      await graph(updateUser, { id: me.id, role: 'MEMBER' }, one.token);
      const refusals = await Promise.all(
        round % 2
          ? [refusal(deactivateUser, { id: one.id }, other.token), refusal(updateUser, { id: other.id, role: 'MANAGER' }, one.token)]
          : [
              refusal(updateUser, { id: one.id, role: 'MANAGER' }, other.token),
              refusal(updateUser, { id: other.id, role: 'MEMBER' }, one.token),
            ],
      );
      expect(refusals.filter(Boolean)).toHaveLength(1);
      const left = pair[refusals.findIndex(Boolean)]!;
      await graph(updateUser, { id: me.id, role: 'ADMIN' }, left.token);
      await graph(updateUser, { id: left.id, role: 'MEMBER' }, admin);
    }
  });

  it('are refused with each field that is wrong', async () => {
    const input = { email: 'not an address', name: ' ', role: 'MEMBER', teamId: 'none' };
    const { fields } = (await refusal(createUser, input, admin))!;
    expect(Object.keys(fields as object).sort()).toEqual(['email', 'name', 'teamId']);
    expect(await refusal(createUser, { email: 'y@example.com', name: 'Y', role: 'MEMBER', password: 'short' }, admin)).toMatchObject({
      fields: { password: expect.any(String) },
    });
    expect(await refusal(createUser, { email: 'y@example.com', name: 'Y', role: 'KING' }, admin)).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { role: expect.any(String) },
    });
  });

  it('are changed only at the revision the client has seen', async () => {
    const { id } = await person();
    expect(await refusal(updateUser, { id, name: 'Late', expectedRevision: 7 }, admin)).toMatchObject({ code: 'CONFLICT' });
    expect((await graph(updateUser, { id, name: 'In time', expectedRevision: 1 }, admin)).updateUser.user).toMatchObject({
      name: 'In time',
      revision: 2,
    });
  });
});

describe('an invitation', () => {
  const inviteUser =
    'mutation($input: InviteUserInput!) { inviteUser(input: $input) { token expiresAt user { id email name role invited active team { id } } } }';
  const accept = 'mutation($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { accessToken user { id name invited } } }';
  const page = async (token: string) =>
    (await services.data('identity', 'query($token: String!) { invitation(token: $token) { email name organisation } }', { token }))
      .invitation;
  let invitees = 0;
  const invite = async (more: object = {}) => {
    const address = `invitee${++invitees}@example.com`;
    return { address, ...(await graph(inviteUser, { email: address, name: 'Invitee', role: 'MEMBER', ...more }, admin)).inviteUser };
  };

  it('makes a user who signs in once they have chosen a password by its link, which nobody needs to mail', async () => {
    const { address, token, user, expiresAt } = await invite();
    expect(user).toMatchObject({ invited: true, active: true });
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(6.9 * 24 * 3_600_000);
    const { organisation } = await graph('{ organisation { name } }', undefined, admin);
    expect(await page(token)).toEqual({ email: address, name: 'Invitee', organisation: organisation.name });
    expect(await refusal(signInMutation, { email: address, password })).toMatchObject({ code: 'UNAUTHENTICATED' });

    expect(await refusal(accept, { token, password: 'short', name: ' ' })).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { password: expect.any(String), name: expect.any(String) },
    });
    const { acceptInvitation: signedIn } = await graph(accept, { token, password, name: 'Ivy Invitee' });
    expect(signedIn.user).toEqual({ id: user.id, name: 'Ivy Invitee', invited: false });
    expect((await graph('{ me { id } }', undefined, signedIn.accessToken)).me.id).toBe(user.id);
    expect((await signIn({ email: address, password })).user.name).toBe('Ivy Invitee');

    expect(await page(token)).toBeNull();
    expect(await refusal(accept, { token, password: 'a password of a thief' })).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { token: expect.stringContaining('ask an administrator') },
    });
  });

  it('is used by one of two who use it at the same moment', async () => {
    const { address, token } = await invite();
    const passwords = ['the password of one', 'the password of two'];
    const refused = await Promise.all(passwords.map((chosen) => refusal(accept, { token, password: chosen })));
    expect(refused.filter(Boolean)).toHaveLength(1);
    const winner = refused.findIndex((refusal) => !refusal);
    expect((await signIn({ email: address, password: passwords[winner] })).accessToken).toBeDefined();
    expect(await refusal(signInMutation, { email: address, password: passwords[1 - winner] })).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('once more is another link, and the former is good no longer', async () => {
    const first = await invite();
    const { inviteUser: second } = await graph(inviteUser, { email: first.address, name: 'Ivy', role: 'MANAGER' }, admin);
    expect(second.user).toMatchObject({ id: first.user.id, name: 'Ivy', role: 'MANAGER', invited: true });
    expect(await page(first.token)).toBeNull();
    expect(await refusal(accept, { token: first.token, password })).toMatchObject({ fields: { token: expect.any(String) } });
    await graph(accept, { token: second.token, password });
    expect(await refusal(inviteUser, { email: first.address, name: 'Ivy', role: 'MEMBER' }, admin)).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { email: expect.any(String) },
    });
  });

  it('shows its token once, and leaves it and the password in no event', async () => {
    const input = { email: 'quiet@example.com', name: 'Quiet', role: 'MEMBER', commandId: 'invite-once' };
    const { token, user } = (await graph(inviteUser, input, admin)).inviteUser;
    expect((await graph(inviteUser, input, admin)).inviteUser).toMatchObject({ token: null, expiresAt: null, user: { id: user.id } });
    await graph(accept, { token, password: 'a password that is told nobody' });
    const events = JSON.stringify((await service.store.readAll(0n, 10_000)).map(({ data }) => data));
    expect(events).not.toContain(token);
    expect(events).not.toContain('a password that is told nobody');
    const kept = JSON.stringify(await service.get(DataSource).query('select * from secrets.links'));
    expect(kept).not.toContain(token);
  });

  it('ends when the user is deactivated, and when its time is over', async () => {
    const gone = await invite();
    await graph(deactivateUser, { id: gone.user.id }, admin);
    expect(await page(gone.token)).toBeNull();
    const late = await invite();
    const expire = `update secrets.links set expires_at = now() - interval '1 second' where user_id = $1`;
    await service.get(DataSource).query(expire, [late.user.id]);
    expect(await page(late.token)).toBeNull();
    expect(await refusal(accept, { token: late.token, password })).toMatchObject({ fields: { token: expect.any(String) } });
  });

  it('is made by administrators only, and guessing at it is slowed down', async () => {
    const { token } = await person({ role: 'MANAGER' });
    expect(await refusal(inviteUser, { email: 'x@example.com', name: 'X', role: 'MEMBER' }, token)).toMatchObject({ code: 'FORBIDDEN' });
    const from = { 'x-forwarded-for': '203.0.113.9' };
    const guesses = Array.from({ length: 110 }, (_, i) => refusal(accept, { token: `guess${i}`, password }, undefined, from));
    const told = Map.groupBy(await Promise.all(guesses), (answer) => answer?.['code']);
    expect(told.get('BAD_USER_INPUT')!.length).toBeLessThanOrEqual(100);
    expect(told.get('RATE_LIMITED')!.length).toBeGreaterThanOrEqual(10);
  });

  it('leaves its user no password but by the link', async () => {
    const { user } = await invite();
    const change = 'mutation($input: ChangePasswordInput!) { changePassword(input: $input) { user { id } } }';
    expect(await refusal(change, { userId: user.id, newPassword: password }, admin)).toMatchObject({ rule: 'user.invited' });
    const reset = 'mutation($input: CreatePasswordResetInput!) { createPasswordReset(input: $input) { token } }';
    expect(await refusal(reset, { userId: user.id }, admin)).toMatchObject({ rule: 'user.invited' });
    expect((await graph('{ users(filter: { invited: { eq: true } }, first: 500) { edges { node { id } } } }', undefined, admin)).users.edges)
      .toContainEqual({ node: { id: user.id } }); // prettier-ignore
  });
});

describe('a reset of a password', () => {
  const create = 'mutation($input: CreatePasswordResetInput!) { createPasswordReset(input: $input) { token expiresAt user { id } } }';
  const reset = 'mutation($input: ResetPasswordInput!) { resetPassword(input: $input) { accessToken user { id } } }';
  const page = async (token: string) =>
    (await services.data('identity', 'query($token: String!) { passwordReset(token: $token) { email } }', { token })).passwordReset;

  it('is a link by which the user chooses another one, once; their sessions end', async () => {
    const { id, email, refreshToken, token: own } = await person();
    expect(await refusal(create, { userId: id }, own)).toMatchObject({ code: 'FORBIDDEN' });
    const { token } = (await graph(create, { userId: id }, admin)).createPasswordReset;
    expect(await page(token)).toEqual({ email });
    expect((await signIn({ email, password })).accessToken).toBeDefined();

    expect(await refusal(reset, { token, password: 'short' })).toMatchObject({ fields: { password: expect.any(String) } });
    const { accessToken, user } = (await graph(reset, { token, password: 'chosen once more' })).resetPassword;
    expect(user.id).toBe(id);
    expect((await graph('{ me { id } }', undefined, accessToken)).me.id).toBe(id);
    expect(await refusal('mutation($input: RefreshInput!) { refresh(input: $input) { expiresAt } }', { refreshToken })).toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    expect(await refusal(signInMutation, { email, password })).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await page(token)).toBeNull();
    expect(await refusal(reset, { token, password: 'a password of a thief' })).toMatchObject({ fields: { token: expect.any(String) } });
  });

  it('is void once the password has been changed, and no invitation', async () => {
    const { id, token: own } = await person();
    const { token } = (await graph(create, { userId: id }, admin)).createPasswordReset;
    const accept = 'mutation($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { accessToken } }';
    expect(await refusal(accept, { token, password })).toMatchObject({ fields: { token: expect.any(String) } });
    const change = 'mutation($input: ChangePasswordInput!) { changePassword(input: $input) { user { id } } }';
    await graph(change, { currentPassword: password, newPassword: 'another password' }, own);
    expect(await refusal(reset, { token, password: 'a password of a thief' })).toMatchObject({ fields: { token: expect.any(String) } });
  });
});

describe('a profile', () => {
  const update =
    'mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { user { name title phone language timeZone theme revision } } }';

  it("is one's own to fill in and to clear", async () => {
    const { token } = await person();
    const mine = async () => (await graph('{ me { title phone language timeZone theme } }', undefined, token)).me;
    expect(await mine()).toEqual({ title: null, phone: null, language: null, timeZone: null, theme: 'SYSTEM' });
    const input = { title: 'Account executive', phone: '030 123456', language: 'de-at', timeZone: 'Europe/Vienna', theme: 'DARK' };
    const { user } = (await graph(update, { name: 'Ada Wien', ...input }, token)).updateProfile;
    expect(user).toMatchObject({ ...input, language: 'de-AT', name: 'Ada Wien' });
    expect(await mine()).toEqual({ ...input, language: 'de-AT' });
    await graph(update, { language: null, phone: null, expectedRevision: user.revision }, token);
    expect(await mine()).toEqual({ ...input, language: null, phone: null });
    expect(await refusal(update, { title: 'Late', expectedRevision: user.revision }, token)).toMatchObject({ code: 'CONFLICT' });
  });

  it('is refused with each field that is wrong', async () => {
    const { token } = await person();
    const { fields } = (await refusal(update, { name: ' ', phone: 'none', language: 'no language', timeZone: '+01:00' }, token))!;
    expect(Object.keys(fields as object).sort()).toEqual(['language', 'name', 'phone', 'timeZone']);
  });

  it('of somebody who may only read is how they are shown things', async () => {
    const { token } = await person({ role: 'READ_ONLY' });
    expect((await graph(update, { theme: 'LIGHT' }, token)).updateProfile.user.theme).toBe('LIGHT');
    expect(await refusal(update, { title: 'Director' }, token)).toMatchObject({ code: 'FORBIDDEN' });
  });

  it("keeps a phone number and a title sealed with the user's key", async () => {
    const { id, token } = await person();
    await graph(update, { phone: '+49 30 7654321', title: 'Keeper of secrets' }, token);
    const events = JSON.stringify((await service.store.readAll(0n, 10_000)).map(({ data }) => data));
    expect(events).not.toContain('7654321');
    expect(events).not.toContain('Keeper of secrets');
    expect((await graph('query { users(first: 500) { edges { node { id title } } } }', undefined, admin)).users.edges).toContainEqual({
      node: { id, title: 'Keeper of secrets' },
    });
  });
});

describe('teams', () => {
  const viewerOf = async (token: string) => service.get(Directory).authenticate(`Bearer ${token}`);

  it('let their members see the team and what is below it, and the rest to an administrator only', async () => {
    const sales = await team('Sales');
    const north = await team('North', sales);
    const harbour = await team('Harbour', north);
    const support = await team('Support');
    const head = await person({ teamId: sales, role: 'MANAGER' });
    const rep = await person({ teamId: north });
    const trainee = await person({ teamId: harbour });
    const agent = await person({ teamId: support });

    expect(new Set((await viewerOf(head.token)).sees)).toEqual(new Set([head.id, rep.id, trainee.id]));
    expect(new Set((await viewerOf(rep.token)).sees)).toEqual(new Set([rep.id, trainee.id]));
    expect((await viewerOf(agent.token)).sees).toEqual([agent.id]);
    expect((await viewerOf(admin)).sees).toBe('all');

    await graph(updateTeam, { id: harbour, parentId: support }, admin);
    expect(new Set((await viewerOf(head.token)).sees)).toEqual(new Set([head.id, rep.id]));
    expect(new Set((await viewerOf(agent.token)).sees)).toEqual(new Set([agent.id, trainee.id]));
  });

  it('never stand below themselves, even when two are moved at once', async () => {
    const a = await team('A');
    const b = await team('B');
    expect(await refusal(updateTeam, { id: a, parentId: a }, admin)).toMatchObject({ code: 'RULE_VIOLATED', rule: 'team.noCircle' });
    const answers = await Promise.all([
      refusal(updateTeam, { id: a, parentId: b }, admin),
      refusal(updateTeam, { id: b, parentId: a }, admin),
    ]);
    expect(answers.filter((answer) => answer?.['rule'] === 'team.noCircle')).toHaveLength(1);
  });

  it('are put away when nobody is in them', async () => {
    const archive = 'mutation($input: ArchiveTeamInput!) { archiveTeam(input: $input) { id } }';
    const above = await team('Above the last');
    const id = await team('Last', above);
    const { id: member } = await person({ teamId: id });
    for (const full of [id, above]) expect(await refusal(archive, { id: full }, admin)).toMatchObject({ rule: 'team.empty' });
    await graph(updateUser, { id: member, teamId: above }, admin);
    expect(await graph(archive, { id, commandId: 'away' }, admin)).toEqual({ archiveTeam: { id } });
    expect(await graph(archive, { id, commandId: 'away' }, admin)).toEqual({ archiveTeam: { id } });
    expect(await graph(`{ team(id: "${id}") { name } }`, undefined, admin)).toEqual({ team: null });
    expect(await refusal(updateUser, { id: member, teamId: id }, admin)).toMatchObject({ fields: { teamId: 'is not a team' } });
  });

  it('have revisions of their own', async () => {
    const c = await team('C');
    await team('D');
    expect((await graph(updateTeam, { id: c, name: 'Sea', expectedRevision: 1 }, admin)).updateTeam.team).toMatchObject({
      name: 'Sea',
      revision: 2,
    });
    expect(await refusal(updateTeam, { id: c, name: 'See', expectedRevision: 1 }, admin)).toMatchObject({ code: 'CONFLICT' });
  });

  it('take effect on a role change without a new token', async () => {
    const { id, token } = await person();
    await graph(updateUser, { id, role: 'READ_ONLY' }, admin);
    expect(await refusal(updateUser, { id, name: 'No more' }, token)).toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('an API key', () => {
  const createApiKey = 'mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey { id name revoked } secret } }';

  it('signs a program in with its role, until it is revoked', async () => {
    const { apiKey, secret } = (await graph(createApiKey, { name: 'Website', role: 'READ_ONLY' }, admin)).createApiKey;
    expect(secret).toMatch(/^tl_main_/);
    expect((await graph('{ me { id } teams { totalCount } }', undefined, secret)).me).toBeNull();
    expect(await refusal(createUser, { email: 'z@example.com', name: 'Z', role: 'MEMBER' }, secret)).toMatchObject({ code: 'FORBIDDEN' });
    await graph('mutation($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { apiKey { revoked } } }', { id: apiKey.id }, admin);
    expect(await refusal('{ teams { totalCount } }', undefined, secret)).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('shows its secret once, and keeps it nowhere', async () => {
    const input = { name: 'Once', role: 'MEMBER', commandId: 'key-once' };
    const { secret } = (await graph(createApiKey, input, admin)).createApiKey;
    expect((await graph(createApiKey, input, admin)).createApiKey.secret).toBeNull();
    expect(JSON.stringify((await service.store.readAll(0n, 10_000)).map(({ data }) => data))).not.toContain(secret);
  });

  it('ends by itself', async () => {
    const { secret } = (
      await graph(createApiKey, { name: 'Short', role: 'MEMBER', expiresAt: new Date(Date.now() + 1_500).toISOString() }, admin)
    ).createApiKey;
    expect((await graph('{ organisation { currency } }', undefined, secret)).organisation.currency).toBe('EUR');
    await new Promise((resolve) => setTimeout(resolve, 1_600));
    expect(await refusal('{ organisation { currency } }', undefined, secret)).toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('the organisation', () => {
  const update =
    'mutation($input: UpdateOrganisationInput!) { updateOrganisation(input: $input) { organisation { name timeZone workingDays holidays currency } } }';

  it('has a working week and a currency from the start, which an administrator changes', async () => {
    expect((await graph('{ organisation { workingDays currency } }', undefined, admin)).organisation).toEqual({
      workingDays: [1, 2, 3, 4, 5],
      currency: 'EUR',
    });
    const input = { name: 'Ada & Co', timeZone: 'Europe/Berlin', holidays: ['2026-12-25'], currency: 'USD' };
    expect((await graph(update, input, admin)).updateOrganisation.organisation).toEqual({ ...input, workingDays: [1, 2, 3, 4, 5] });
    expect((await graph('{ organisation { name currency } }', undefined, admin)).organisation).toEqual({
      name: 'Ada & Co',
      currency: 'USD',
    });
  });

  it('refuses what is no time zone, currency or day, by name', async () => {
    const { fields } = (await refusal(update, { timeZone: 'Mars/Olympus', currency: 'XXQ', workingDays: [8] }, admin))!;
    expect(Object.keys(fields as object).sort()).toEqual(['currency', 'timeZone', 'workingDays']);
  });
});

describe('setting up', () => {
  it('asks for the first administrator once', async () => {
    const fresh = await TestServices.start([identity]);
    try {
      const { url } = fresh.get('identity');
      const post = (body: object) =>
        fetch(`${url}/setup`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
      const state = async () => (await (await fetch(`${url}/setup`)).json()) as { open: boolean };
      expect(await state()).toEqual({ open: true });

      const refused = await post({ organisation: 'G', email: 'grace', password: 'short', timeZone: 'Mars/Olympus', currency: 'XXQ' });
      expect(refused.status).toBe(422);
      const { code, fields } = (await refused.json()) as { code: string; fields: object };
      expect([code, Object.keys(fields).sort()]).toEqual(['BAD_USER_INPUT', ['currency', 'email', 'name', 'password', 'timeZone']]);
      expect((await post({ name: 5, email: {}, password: [] })).status).toBe(422);

      const input = {
        organisation: 'Grace & Co',
        timeZone: 'Asia/Tokyo',
        currency: 'JPY',
        name: 'Grace',
        email: 'grace@example.com',
        password,
      };
      const answers = await Promise.all([
        post(input),
        post({ ...input, email: 'mallory@example.com' }),
        post({ ...input, email: 'eve@example.com' }),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422]);
      expect(await state()).toEqual({ open: false });

      const winner = ['grace@example.com', 'mallory@example.com', 'eve@example.com'][answers.findIndex(({ status }) => status === 201)];
      const { accessToken } = (await fresh.data('identity', signInMutation, { input: { email: winner, password } })).signIn;
      const { organisation, users } = await fresh.data(
        'identity',
        '{ organisation { name timeZone currency } users { totalCount } }',
        {},
        accessToken,
      );
      expect(organisation).toEqual({ name: 'Grace & Co', timeZone: 'Asia/Tokyo', currency: 'JPY' });
      expect(users.totalCount).toBe(1);
    } finally {
      await fresh.close();
    }
  });
});

describe('tenants', () => {
  it('know nothing of each other, down to the e-mail addresses', async () => {
    const both = await TestServices.start([identity], { tenantFromHost: (host) => host.split('.')[0]! });
    try {
      const { url, execute } = both.get('identity');
      const ask = async (tenant: string, query: string, input?: object, token?: string): Promise<any> => {
        const headers = { 'x-forwarded-host': `${tenant}.example.com`, ...(token && { authorization: `Bearer ${token}` }) };
        return execute({ query, variables: { input }, headers });
      };
      const tokens: Record<string, string> = {};
      for (const tenant of ['acme', 'umbrella']) {
        const body = JSON.stringify({ organisation: tenant, name: `Ada of ${tenant}`, email, password: `${password} ${tenant}` });
        const headers = { 'content-type': 'application/json', 'x-forwarded-host': `${tenant}.example.com` };
        expect((await fetch(`${url}/setup`, { method: 'POST', headers, body })).status).toBe(201);
        tokens[tenant] = (await ask(tenant, signInMutation, { email, password: `${password} ${tenant}` })).data.signIn.accessToken;
      }
      expect((await ask('acme', signInMutation, { email, password: `${password} umbrella` })).errors[0].extensions.code).toBe(
        'UNAUTHENTICATED',
      );

      const everything = '{ me { name } organisation { name } users { edges { node { id name } } } }';
      const acme = (await ask('acme', everything, undefined, tokens['acme'])).data;
      expect(acme).toMatchObject({ me: { name: 'Ada of acme' }, organisation: { name: 'acme' } });
      expect(acme.users.edges).toHaveLength(1);
      // A token is of its tenant, whatever host it is sent to.
      const umbrella = (await ask('acme', everything, undefined, tokens['umbrella'])).data;
      expect(umbrella).toMatchObject({ me: { name: 'Ada of umbrella' }, organisation: { name: 'umbrella' } });

      const stranger = { id: acme.users.edges[0].node.id, name: 'Mine now' };
      expect((await ask('umbrella', updateUser, stranger, tokens['umbrella'])).errors[0].extensions.code).toBe('NOT_FOUND');
    } finally {
      await both.close();
    }
  });
});
