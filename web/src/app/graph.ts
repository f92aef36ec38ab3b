import { createClient } from 'graphql-sse';
import i18next from 'i18next';
import { labelOf, translated } from './messages';

/** The text of an operation, with the types of what it answers and what it takes; generated from a `.graphql` file beside its users. */
export type TypedOperation<Result, Variables> = string & { readonly ofTypes?: (variables: Variables) => Result };

/** Why the graph did not do what was asked, in words for people; codes as in docs on errors: `BAD_USER_INPUT`, `RULE_VIOLATED`, `CONFLICT`, .. */
export class GraphProblem extends Error {
  override readonly name = 'GraphProblem';

  constructor(
    readonly code: string,
    message: string,
    /** By the input's path, such as `emails.0.address`. */
    readonly fields: Readonly<Record<string, string>> = {},
    /** The rule that stood against it. */
    readonly rule?: string,
    readonly extensions: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: Readonly<Record<string, unknown>> }[];
}

/** Renews the session, or has the person sign in again over the page that they are on; resolves when there is one. Set by `session`. */
let renew: () => Promise<void> = () => Promise.reject(new GraphProblem('UNAUTHENTICATED', 'Not signed in.'));

export function renewBy(how: () => Promise<void>): void {
  renew = how;
}

export interface AskOptions {
  readonly signal?: AbortSignal;
  /** Asks for records as they were at a moment. Its place; the graph does not answer for the past yet. */
  readonly asOf?: string;
}

/**
 * Asks the graph. Where the session is over, the question waits until there is one again, so that nothing typed is lost. Rejects with
 * {@link GraphProblem}; of code `OFFLINE` where there was no answer.
 */
export async function ask<Result, Variables>(
  operation: TypedOperation<Result, Variables>,
  variables?: Variables,
  { signal }: AskOptions = {},
): Promise<Result> {
  const answer = await request('/graphql', {
    method: 'POST',
    body: JSON.stringify({ query: operation, variables }),
    signal: signal ?? null,
  });
  const { data, errors = [] } = answer as Answer;
  if (errors.some(({ extensions }) => extensions?.['code'] === 'UNAUTHENTICATED')) {
    await renew();
    return ask(operation, variables, { ...(signal && { signal }) });
  }
  const [first] = errors;
  if (first) throw problemOf(first.message, first.extensions);
  return data as Result;
}

/** JSON of the edge beside the graph, such as `/session`. Rejects with {@link GraphProblem}. */
export async function request(path: string, init: RequestInit = {}): Promise<unknown> {
  const headers = typeof init.body === 'string' ? { 'content-type': 'application/json' } : undefined;
  let response: Response;
  try {
    response = await fetch(path, { ...init, ...(headers && { headers }) });
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error;
    throw offline();
  }
  if (response.status === 204) return undefined;
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  if (!response.ok && !('errors' in body)) throw problemOf(String(body['message'] ?? response.statusText), { code: 'INTERNAL', ...body });
  return body;
}

/** There was no answer. */
export const offline = (): GraphProblem => new GraphProblem('OFFLINE', i18next.t('app:offline'));

/** What the graph or the edge answers instead of what was asked for, in the reader's language. */
export function problemOf(message: string, extensions: Readonly<Record<string, unknown>> = {}): GraphProblem {
  const { code = 'INTERNAL', fields, rule } = extensions as { code?: string; fields?: Record<string, string> | string[]; rule?: string };
  // Those of a rule are names only.
  if (!fields || Array.isArray(fields)) return new GraphProblem(code, translated(message), {}, rule, extensions);
  const problems = Object.entries(fields).map(([path, problem]) => [path, translated(problem)] as const);
  const all = problems.map(([path, problem]) => `${labelOf(path)}: ${problem}`).join('; ');
  return new GraphProblem(code, all || translated(message), Object.fromEntries(problems), rule, extensions);
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

export interface Listener<Result> {
  readonly next: (result: Result) => void;
  /** Something may have been told while there was no connection. */
  readonly missed: () => void;
}

/** What a subscription tells, until the answered function is called; it connects again by itself. */
export function listen<Result, Variables extends Record<string, unknown>>(
  operation: TypedOperation<Result, Variables>,
  variables: Variables,
  { next, missed }: Listener<Result>,
): () => void {
  let stopped = false;
  let pause = FIRST_PAUSE_MS;
  let timer: ReturnType<typeof setTimeout>;
  let end = () => {};
  const connect = (again: boolean): void => {
    if (stopped) return;
    const told = new Promise<void>((resolve) => {
      const connected = () => {
        pause = FIRST_PAUSE_MS;
        if (again) missed();
      };
      const client = createClient({ url: '/graphql', retryAttempts: 0, on: { connected } });
      end = client.subscribe<Result>(
        { query: operation, variables },
        {
          next: ({ data, errors }) => {
            if (data) next(data);
            // As questions do: by somebody who signs in again, if need be.
            else if (errors?.some(({ extensions }) => extensions?.['code'] === 'UNAUTHENTICATED')) void renew().then(resolve, resolve);
          },
          error: () => resolve(),
          complete: () => resolve(),
        },
      );
    });
    void told.then(() => {
      end();
      timer = setTimeout(() => connect(true), pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    });
  };
  connect(false);
  return () => {
    stopped = true;
    clearTimeout(timer);
    end();
  };
}
