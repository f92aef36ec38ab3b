/** The token stands behind the `#`, which browsers send to no server: it is in no log. */
export const linkTo = (path: '/invitation' | '/reset', token: string): string => `${location.origin}${path}#token=${token}`;

/** The token of the link that was followed, which leaves the address bar at once; the page finds it again after a reload. */
export function takeToken(): string {
  const given = new URLSearchParams(location.hash.slice(1)).get('token') ?? new URLSearchParams(location.search).get('token');
  if (given) history.replaceState({ ...(history.state as object | null), token: given }, '', location.pathname);
  return given ?? (history.state as { token?: string } | null)?.token ?? '';
}
