import type { Upcaster } from './codec.js';

/** Of all departments' events, since all of them read each other's: one for each step up of an event's option `schema`. */
export const upcasters: readonly Upcaster[] = [];
