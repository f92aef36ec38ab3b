import { Controller, Get, Header } from '@nestjs/common';
import { CurrentRequest, Directory, type RequestContext } from '@throughline/service-kit';
import { exportJWK, type JWK } from 'jose';

/** The public keys that access tokens are signed with, for those who are not one of our services. */
@Controller('.well-known')
export class JwksController {
  constructor(private readonly directory: Directory) {}

  @Get('jwks.json')
  @Header('cache-control', 'public, max-age=300')
  async keys(@CurrentRequest() { tenant }: RequestContext): Promise<{ keys: JWK[] }> {
    const { signingKeys } = await this.directory.of(tenant);
    return {
      keys: await Promise.all([...signingKeys].map(async ([kid, key]) => ({ ...(await exportJWK(key)), kid, use: 'sig', alg: 'EdDSA' }))),
    };
  }
}
