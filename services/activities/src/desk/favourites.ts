import type { EventInitOf, EventOf } from '@throughline/contracts';
import { FavouritesEventSchema } from '@throughline/contracts/activities';
import { RuleViolated, type Decider } from '@throughline/decider';

/** The records one person keeps at hand. The stream's id is the user's. */
export type FavouritesCommand = { type: 'Add'; recordId: string } | { type: 'Remove'; recordId: string };

/** Ids of records, in the order in which they were added. */
export type Favourites = readonly string[];

export type FavouritesEvent = EventOf<typeof FavouritesEventSchema>;
type FavouritesEventInit = EventInitOf<typeof FavouritesEventSchema>;

const most = 200;

export const favourites = {
  category: 'favourites',
  events: FavouritesEventSchema,
  initialState: [] as Favourites,
  decide({ type, recordId }: FavouritesCommand, state: Favourites): readonly FavouritesEventInit[] {
    switch (type) {
      case 'Add':
        if (state.includes(recordId)) return [];
        if (state.length >= most) throw new RuleViolated('favourites.most', `There are ${most} favourites already: remove one first.`);
        return [{ type: 'FavouriteAdded', data: { recordId } }];
      case 'Remove':
        return state.includes(recordId) ? [{ type: 'FavouriteRemoved', data: { recordId } }] : [];
    }
  },
  evolve(state: Favourites, { type, data: { recordId } }: FavouritesEvent): Favourites {
    switch (type) {
      case 'FavouriteAdded':
        return [...state, recordId];
      case 'FavouriteRemoved':
        return state.filter((id) => id !== recordId);
    }
  },
} satisfies Decider<Favourites, FavouritesCommand, FavouritesEvent, FavouritesEventInit> & { events: unknown };
