import type { ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import { Forbidden, Unauthenticated } from '@throughline/decider';
import type { Role, Viewer } from '@throughline/records';
import DataLoader from 'dataloader';

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Who can tell a viewer from an `Authorization` header. */
export interface Authenticator {
  /** Throws {@link Unauthenticated}. At once where the token and the local copy of identity are at hand. */
  authenticate(authorization: string): Viewer | Promise<Viewer>;
}

type BatchLoad<T> = (this: void, ids: readonly string[], viewer: Viewer) => Promise<readonly T[]>;
type Loader = DataLoader<string, unknown>;

/** One request to a service: the `context` of resolvers, and `request.context` of controllers. */
export class RequestContext {
  private authenticated?: Viewer | Promise<Viewer>;
  private readonly loaders = new Map<BatchLoad<unknown>, Loader>();

  constructor(
    readonly headers: Headers,
    /** Before anybody has signed in: told by the host name. A viewer's own tenant goes before it. */
    readonly tenant: string,
    readonly requestId: string,
    private readonly authenticator: Authenticator,
  ) {}

  /** Throws {@link Unauthenticated} where there is no valid token. */
  viewer(): Viewer | Promise<Viewer> {
    if (this.authenticated) return this.authenticated;
    const authorization = this.header('authorization');
    if (!authorization) throw new Unauthenticated('Sign in first.');
    return (this.authenticated = this.authenticator.authenticate(authorization));
  }

  header(name: string): string | undefined {
    const value = this.headers[name];
    return typeof value === 'string' ? value : value?.[0];
  }

  /** The address the request came from, as the gateway saw it; undefined where no gateway stands before the service. */
  get clientAddress(): string | undefined {
    return this.header('x-forwarded-for')?.split(',')[0]?.trim() || undefined;
  }

  /**
   * Loads one record by id, together with all others that the request asks of the same `batch`: one query instead of sixty. `batch` answers the
   * records there are that the viewer may see, in any order; the others are null. Pass the same function every time (a property, not a closure).
   */
  async load<T extends { readonly id: string }>(batch: BatchLoad<T>, id: string): Promise<T | null> {
    const loader = this.loader(batch, async (ids, viewer) => {
      const rows = new Map((await batch(ids, viewer)).map((row) => [row.id, row]));
      return ids.map((key) => rows.get(key) ?? null);
    });
    return (await loader.load(id)) as T | null;
  }

  /** As {@link load}, for the many of one: `batch` answers rows of all `ids`, `keyOf` tells whose a row is. */
  async loadMany<T>(batch: BatchLoad<T>, id: string, keyOf: (row: T) => string): Promise<readonly T[]> {
    const loader = this.loader(batch, async (ids, viewer) => {
      const rows = Map.groupBy(await batch(ids, viewer), keyOf);
      return ids.map((key) => rows.get(key) ?? []);
    });
    return (await loader.load(id)) as readonly T[];
  }

  private loader(batch: BatchLoad<unknown>, load: (ids: readonly string[], viewer: Viewer) => Promise<unknown[]>): Loader {
    let loader = this.loaders.get(batch);
    if (!loader) {
      loader = new DataLoader(async (ids) => load(ids, await this.viewer()), { maxBatchSize: 1000 });
      this.loaders.set(batch, loader);
    }
    return loader;
  }
}

/** Of a resolver's or a controller's execution. */
export function contextOf(execution: ExecutionContext): RequestContext {
  return execution.getType<string>() === 'graphql'
    ? execution.getArgByIndex<RequestContext>(execution.getArgs().length === 3 ? 1 : 2)
    : execution.switchToHttp().getRequest<{ context: RequestContext }>().context;
}

/** The signed-in viewer; UNAUTHENTICATED where there is none. */
export const CurrentViewer = createParamDecorator((_: unknown, execution: ExecutionContext) => contextOf(execution).viewer());

/** The {@link RequestContext}, for operations that need no sign-in, and for loading by {@link RequestContext.load}. */
export const CurrentRequest = createParamDecorator((_: unknown, execution: ExecutionContext) => contextOf(execution));

const ranks: Readonly<Record<Role, number>> = { READ_ONLY: 0, MEMBER: 1, MANAGER: 2, ADMIN: 3 };

/** FORBIDDEN unless the viewer's role is `role` or above it. */
export function requireRole(viewer: Pick<Viewer, 'role'>, role: Role): void {
  if (ranks[viewer.role] >= ranks[role]) return;
  throw new Forbidden(
    role === 'MEMBER'
      ? 'Your role may only read.'
      : `Only ${role === 'ADMIN' ? 'an administrator' : 'a manager or an administrator'} may do this.`,
  );
}
