import { useSyncExternalStore } from 'react';
import { GraphProblem, renewBy, request } from './graph';

/** Who is at this browser. `over`: the session ended while somebody worked, whose page stays as it is until they have signed in again. */
export type Session =
  | { readonly status: 'starting' | 'firstVisit' | 'signedOut' }
  | { readonly status: 'signedIn' | 'over'; readonly userId: string }
  | { readonly status: 'unreachable'; readonly problem: Error };

interface Granted {
  readonly user: { readonly id: string };
  readonly expiresAt: string;
}

let session: Session = { status: 'starting' };
const listeners = new Set<() => void>();
let renewal: Promise<void> | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
/** Those whose questions wait until somebody has signed in again. */
let waiting: (() => void)[] = [];

export function useSession(): Session {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => session,
  );
}

/** Goes on with the session that the browser's cookies hold, if there is one. */
export async function startSession(): Promise<void> {
  try {
    granted(await resume());
  } catch (error) {
    if (!(error instanceof GraphProblem) || error.code !== 'UNAUTHENTICATED')
      return become({ status: 'unreachable', problem: error as Error });
    const open = await request('/setup').then(
      (answer) => (answer as { open: boolean }).open,
      () => false,
    );
    become({ status: open ? 'firstVisit' : 'signedOut' });
  }
}

/** One tab after the other: a refresh token that is sent twice is taken for a stolen one. */
async function resume(): Promise<Granted> {
  const put = () => request('/session', { method: 'PUT' });
  // There are none on pages that come by plain HTTP.
  const locks = navigator.locks as LockManager | undefined;
  return (await (locks ? locks.request('session', put) : put())) as Granted;
}

/** Rejects with GraphProblem: a wrong password, or too many of them. */
export async function signIn(email: string, password: string): Promise<void> {
  granted((await request('/session', { method: 'POST', body: JSON.stringify({ email, password }) })) as Granted);
}

export async function signOut(): Promise<void> {
  await request('/session', { method: 'DELETE' });
  // What was loaded is the person's, and goes with them.
  location.assign('/');
}

/** Before the token is over, so that also downloads and uploads find it in its cookie. */
async function renew(): Promise<void> {
  try {
    granted(await resume());
  } catch (error) {
    if (!(error instanceof GraphProblem) || error.code !== 'UNAUTHENTICATED' || !('userId' in session)) throw error;
    become({ status: 'over', userId: session.userId });
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
}

function granted({ user, expiresAt }: Granted): void {
  // Somebody else's page, with what they typed, is not the next one's.
  if ('userId' in session && session.userId !== user.id) return location.assign('/');
  clearTimeout(timer);
  const left = Date.parse(expiresAt) - Date.now();
  timer = setTimeout(() => void renewed().catch(() => {}), Math.max(10_000, left - 60_000));
  become({ status: 'signedIn', userId: user.id });
  const resolved = waiting;
  waiting = [];
  for (const resolve of resolved) resolve();
}

function renewed(): Promise<void> {
  return (renewal ??= renew().finally(() => (renewal = undefined)));
}

function become(next: Session): void {
  session = next;
  for (const listener of listeners) listener();
}

renewBy(renewed);
