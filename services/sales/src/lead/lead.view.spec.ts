import { describe, it } from '@jest/globals';
import { LeadEventSchema } from '@throughline/contracts/sales';
import { givenOf, on } from '@throughline/views/testing';
import { leads } from './lead.view.js';

const given = givenOf(leads);
type Event = Parameters<typeof on<typeof LeadEventSchema>>[2];
const lead = (...events: readonly Event[]) => given(...events.map((event) => on(LeadEventSchema, 'l', event)));

const touch = (source: string) => ({
  source,
  medium: '',
  campaign: '',
  term: '',
  content: '',
  referrer: '',
  at: '2026-03-02T09:00:00.000Z',
});
const shown = (source: string) => ({ ...touch(source), medium: null, campaign: null, term: null, content: null, referrer: null });
const created: Event = { type: 'LeadCreated', data: { familyName: 'Lee', source: 'fair', firstTouch: touch('fair'), submissionId: 's' } };

describe('a lead in lists', () => {
  it('shows what is known of it, its first touch also as its last', () => {
    lead(created).then({
      l: {
        status: 'NEW',
        familyName: 'Lee',
        givenName: null,
        source: 'fair',
        firstTouch: shown('fair'),
        lastTouch: shown('fair'),
        ownerId: null,
        submissionId: 's',
      },
    });
  });

  it('keeps the first touch when there is a later one', () => {
    lead(created, { type: 'LeadOriginChanged', data: { source: 'mail', lastTouch: touch('mail') } }).then({
      l: { source: 'mail', firstTouch: shown('fair'), lastTouch: shown('mail') },
    });
    lead(created, { type: 'LeadSubmittedAgain', data: { submissionId: 't', touch: touch('search') } }).then({
      l: { source: 'fair', submissionId: 's', firstTouch: shown('fair'), lastTouch: shown('search'), lastTouchSource: 'search' },
    });
    lead(created, { type: 'LeadOriginChanged', data: { source: 'fair', country: 'DE' } }).then({
      l: { country: 'DE', lastTouch: shown('fair') },
    });
  });

  it('follows it from disqualified over reopened to converted', () => {
    const disqualified: Event = { type: 'LeadDisqualified', data: { reason: 'No budget' } };
    lead(created, disqualified).then({ l: { status: 'DISQUALIFIED', disqualifiedReason: 'No budget' } });
    lead(
      created,
      { type: 'LeadAssigned', data: { ownerId: 'ann' } },
      disqualified,
      { type: 'LeadReopened', data: {} },
      { type: 'LeadQualified', data: {} },
      { type: 'LeadConverted', data: { accountId: 'a', contactId: 'c', opportunityId: 'o' } },
    ).then({
      l: { revision: 6, status: 'CONVERTED', disqualifiedReason: null, ownerId: 'ann', accountId: 'a', contactId: 'c', opportunityId: 'o' },
    });
  });
});
