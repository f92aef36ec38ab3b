import { describe, it } from '@jest/globals';
import { givenOf } from '@throughline/decider/testing';
import { Audience, savedView, type SavedViewEventInit } from './saved-view.js';

const given = givenOf(savedView);

const fields = { name: 'My leads', definition: '{"filter":{}}', sharedWith: Audience.NOBODY, position: 0 };
const created: SavedViewEventInit = { type: 'SavedViewCreated', data: { ownerId: 'ada', kind: 'LEAD', ...fields } };
const archived: SavedViewEventInit = { type: 'SavedViewArchived', data: {} };

describe('a saved view', () => {
  it('is created once', () => {
    given([])
      .when({ type: 'Create', ownerId: 'ada', kind: 'LEAD', ...fields })
      .then([created])
      .andAgainNothing();
  });

  it('tells each change by what it is, and what is absent stays', () => {
    given([created])
      .when({ type: 'Update', changes: { name: 'Our leads', definition: '{}', sharedWith: Audience.TEAM, position: 3 } })
      .then([
        { type: 'SavedViewRenamed', data: { name: 'Our leads' } },
        { type: 'SavedViewRedefined', data: { definition: '{}' } },
        { type: 'SavedViewShared', data: { sharedWith: Audience.TEAM } },
        { type: 'SavedViewMoved', data: { position: 3 } },
      ])
      .andAgainNothing();
    given([created]).when({ type: 'Update', changes: {} }).then([]);
  });

  it('is archived and restored, and not changed in between', () => {
    given([created]).when({ type: 'Archive' }).then([archived]).andAgainNothing();
    given([created, archived])
      .when({ type: 'Restore' })
      .then([{ type: 'SavedViewRestored', data: {} }])
      .andAgainNothing();
    given([created, archived])
      .when({ type: 'Update', changes: { name: 'Late' } })
      .thenRefuses({ rule: 'savedView.archived' });
  });

  it('has to be there', () => {
    given([]).when({ type: 'Archive' }).thenRefuses({ code: 'NOT_FOUND' });
  });
});
