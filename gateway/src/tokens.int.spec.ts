import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Running } from '../test/stub-services.js';
import { listen } from '../test/stub-services.js';
import { tokenVerifier } from './tokens.js';

describe('access tokens', () => {
  let identity: Running;
  let verify: (token: string) => Promise<void>;
  let sign: (expires: string, key?: Awaited<ReturnType<typeof generateKeyPair>>['privateKey']) => Promise<string>;
  beforeAll(async () => {
    const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true });
    const keys = [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'EdDSA', use: 'sig' }];
    identity = await listen((_, response) => void response.end(JSON.stringify({ keys })));
    verify = tokenVerifier(identity.url);
    sign = (expires, key = privateKey) =>
      new SignJWT({}).setProtectedHeader({ alg: 'EdDSA', kid: 'k1' }).setExpirationTime(expires).sign(key);
  });
  afterAll(() => identity.close());

  it('of ours pass, and API keys, which only services know', async () => {
    const token = await sign('10m');
    await verify(token);
    await verify(token);
    await verify('tl_main_anything');
  });

  it('that expired, are forged or are none do not', async () => {
    const { privateKey } = await generateKeyPair('EdDSA');
    await expect(verify(await sign('-1s'))).rejects.toThrow();
    await expect(verify(await sign('10m', privateKey))).rejects.toThrow();
    await expect(verify('nonsense')).rejects.toThrow();
  });

  it('are left to the services while the keys cannot be had', async () => {
    await tokenVerifier('http://127.0.0.1:1')(await sign('10m'));
  });
});
