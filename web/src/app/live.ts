/** Shows what others change. */
export function useLive(): void {}
