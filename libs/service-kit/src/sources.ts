import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { ServiceEnvironment, ServiceViews } from './service.js';
import { ENVIRONMENT, VIEWS } from './tokens.js';

/** Time for a policy elsewhere to do what it was just told to: the account of a lead converted a moment ago is being made. */
const graceMs = 1_000;
/** Less than the gateway waits for an answer. */
const patienceMs = 25_000;
const betweenTriesMs = 250;

/** What other services have published, and how far this one has read it. */
@Injectable()
export class Sources {
  constructor(
    @Inject(ENVIRONMENT) private readonly environment: ServiceEnvironment,
    @Inject(VIEWS) private readonly views: ServiceViews,
  ) {}

  /** True once this service's views show what `service` had published when asked; false if that took too long, as it does while the bus is away. */
  async caughtUp(service: string, { timeoutMs = 2_000 }: { readonly timeoutMs?: number } = {}): Promise<boolean> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      try {
        const head = await this.environment.bus.head(service);
        return head === undefined || (await this.views.waitForSource(service, head, { timeoutMs: Math.max(0, deadline - Date.now()) }));
      } catch {
        if (Date.now() + betweenTriesMs > deadline) return false;
        await sleep(betweenTriesMs);
      }
    }
  }

  /**
   * Looks in the local copy for what `services` may have acknowledged and is still on its way. Answers as soon as it is `complete`; what is
   * missing after a second, and the time in which a relay may be handed over, is missing once this service has caught up with the others, 25
   * seconds at most.
   */
  async look<T>(services: readonly string[], find: () => Promise<T>, complete: (found: T) => boolean): Promise<T> {
    const grace = graceMs + (this.environment.bus.handoverMs ?? 0);
    const began = Date.now();
    for (let pause = 5; Date.now() - began < grace; pause = Math.min(pause * 2, 100)) {
      const found = await find();
      if (complete(found)) return found;
      await sleep(pause);
    }
    await Promise.all(services.map((service) => this.caughtUp(service, { timeoutMs: patienceMs - grace })));
    return find();
  }
}
