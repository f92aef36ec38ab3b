import { describe, it } from '@jest/globals';
import { givenOf } from '@throughline/decider/testing';
import { organisation, type OrganisationEventInit } from './organisation.js';

const given = givenOf(organisation);
const calendar = { timeZone: 'Europe/Berlin', workingDays: [1, 2, 3, 4, 5], holidays: [] };
const founded: OrganisationEventInit = { type: 'OrganisationFounded', data: { name: 'Ada & Co', ...calendar, currency: 'EUR' } };

describe('the organisation', () => {
  it('is founded once', () => {
    given([])
      .when({ type: 'Found', name: 'Ada & Co', ...calendar, currency: 'EUR' })
      .then([founded])
      .andAgainNothing();
  });

  it('tells each change by what it is, days in their order', () => {
    given([founded])
      .when({ type: 'Update', name: 'Ada Ltd', workingDays: [7, 1], holidays: ['2026-12-26', '2026-12-25'], currency: 'GBP' })
      .then([
        { type: 'OrganisationRenamed', data: { name: 'Ada Ltd' } },
        {
          type: 'OrganisationCalendarChanged',
          data: { timeZone: 'Europe/Berlin', workingDays: [1, 7], holidays: ['2026-12-25', '2026-12-26'] },
        },
        { type: 'OrganisationCurrencyChanged', data: { currency: 'GBP' } },
      ])
      .andAgainNothing();
  });

  it('begins with defaults where it is changed before it was set up', () => {
    const data = { name: 'Ada & Co', timeZone: 'UTC', workingDays: [1, 2, 3, 4, 5], holidays: [], currency: 'EUR' };
    given([])
      .when({ type: 'Update', name: 'Ada & Co' })
      .then([{ type: 'OrganisationFounded', data }]);
  });
});
