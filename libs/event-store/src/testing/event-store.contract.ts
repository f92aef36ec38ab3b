import { describe, expect, it } from '@jest/globals';
import type { EventStore } from '../event-store.js';
export interface StoreUnderTest { readonly store: EventStore }
export function eventStoreContract(name: string, _make: () => Promise<StoreUnderTest>): void { describe(name, () => { it('x', () => expect(1).toBe(1)); }); }
