import { Injectable } from '@nestjs/common';
import { Unauthenticated } from '@throughline/decider';
import { Directory, type User } from '@throughline/service-kit';
import { AccessTokens } from '../signing-key/access-tokens.js';
import { Sessions, type Session } from './sessions.js';

/** What a client holds that is signed in. */
export interface SignIn {
  readonly accessToken: string;
  /** Of the access token: ISO 8601, UTC. */
  readonly expiresAt: string;
  readonly refreshToken: string;
  readonly user: User;
}

@Injectable()
export class SignIns {
  constructor(
    private readonly sessions: Sessions,
    private readonly tokens: AccessTokens,
    private readonly directory: Directory,
  ) {}

  /** For somebody who has shown who they are. */
  async begin(tenant: string, userId: string): Promise<SignIn> {
    return this.goOn(await this.sessions.begin(tenant, userId));
  }

  /** Throws {@link Unauthenticated} where the user may no longer sign in. */
  async goOn({ id, tenant, userId, refreshToken }: Session): Promise<SignIn> {
    const issued = await this.tokens.issue(tenant, userId, id);
    const user = (await this.directory.of(tenant)).users.get(userId);
    if (!user?.active) throw new Unauthenticated('The session has ended. Sign in again.');
    return { ...issued, refreshToken, user };
  }
}
