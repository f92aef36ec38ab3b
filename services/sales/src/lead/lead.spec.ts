import { describe, it } from '@jest/globals';
import { givenOf } from '@throughline/decider/testing';
import { lead, type LeadCommand } from './lead.js';

const given = givenOf(lead);

const created = {
  type: 'LeadCreated',
  data: { givenName: 'Kim', familyName: 'Lee', company: 'Initech', email: 'kim@example.com', source: 'fair' },
} as const;
const followUp = { title: 'Call back', dueInBusinessDays: 1 };
const createdToCall = { ...created, data: { ...created.data, followUp } };
const assigned = (ownerId: string, previousOwnerId?: string, ruleId?: string) =>
  ({ type: 'LeadAssigned', data: { ownerId, previousOwnerId, ruleId } }) as const;
const asked = (assigneeId: string) => ({ type: 'LeadFollowUpRequested', data: { ...followUp, assigneeId } }) as const;
const disqualified = { type: 'LeadDisqualified', data: { reason: 'No budget' } } as const;
const archived = { type: 'LeadArchived', data: {} } as const;

const facts = { givenName: 'Kim', familyName: 'Lee', company: 'Initech', email: 'kim@example.com', source: 'fair' };
const convert: LeadCommand = {
  type: 'Convert',
  accountId: 'a',
  contactId: 'c',
  opportunityId: 'o',
  accountExisted: false,
  contactExisted: true,
};
const converted = {
  type: 'LeadConverted',
  data: { ...facts, source: undefined, accountId: 'a', contactId: 'c', opportunityId: 'o', contactExisted: true, ownerId: 'ann' },
} as const;

describe('a lead that comes by again', () => {
  it('keeps when and from where, once; all else stays', () => {
    const touch = { source: 'webinar', medium: '', campaign: '', term: '', content: '', referrer: '', at: '2026-03-02T09:00:00.000Z' };
    const origin = { source: 'fair', campaign: '', country: '', industry: '', lastTouch: touch };
    given([created])
      .when({ type: 'Touch', touch })
      .then([{ type: 'LeadOriginChanged', data: origin }])
      .andAgainNothing();
    given([{ ...created, data: { ...created.data, firstTouch: touch } }])
      .when({ type: 'Touch', touch })
      .then([]);
    given([archived]).when({ type: 'Touch', touch }).thenRefuses({ code: 'NOT_FOUND' });
    given([created, archived]).when({ type: 'Touch', touch }).thenRefuses({ rule: 'record.archived' });
  });
});

describe('a lead that posts a form again', () => {
  const touch = { source: 'pricing-page', medium: '', campaign: '', term: '', content: '', referrer: '', at: '2026-03-02T09:00:00.000Z' };
  const again: LeadCommand = { type: 'SubmitAgain', submissionId: 's2', touch, followUp };
  const submitted = { type: 'LeadSubmittedAgain', data: { submissionId: 's2', touch } } as const;

  it('keeps what it posted and where it came from, and its owner is asked once more', () => {
    given([created, assigned('ann')])
      .when(again)
      .then([submitted, asked('ann')])
      .andAgainNothing();
    given([created])
      .when(again)
      .then([submitted, asked('')]);
    given([created])
      .when({ ...again, followUp: undefined })
      .then([submitted]);
    given([{ ...created, data: { ...created.data, submissionId: 's2' } }])
      .when(again)
      .then([]);
  });

  it('is asked for once where that waits for an owner', () => {
    given([createdToCall]).when(again).then([submitted]);
    given([createdToCall, submitted])
      .when({ type: 'Assign', ownerId: 'ann' })
      .then([assigned('ann'), asked('ann')]);
  });

  it('has to be open', () => {
    given([created, disqualified]).when(again).thenRefuses({ rule: 'lead.disqualified' });
    given([created, converted]).when(again).thenRefuses({ rule: 'lead.converted' });
    given([created, archived]).when(again).thenRefuses({ rule: 'record.archived' });
  });
});

describe('a lead is made', () => {
  it('as it was captured, once', () => {
    given([]).when({ type: 'Create', facts }).then([created]).andAgainNothing();
  });

  it('and asks its owner to follow up as soon as there is one', () => {
    given([]).when({ type: 'Create', facts, followUp }).then([createdToCall]);
    given([])
      .when({ type: 'Create', facts, followUp, ownerId: 'ann' })
      .then([createdToCall, assigned('ann'), asked('ann')]);
    given([createdToCall])
      .when({ type: 'Assign', ownerId: 'ann', ruleId: 'r' })
      .then([assigned('ann', undefined, 'r'), asked('ann')])
      .andAgainNothing();
  });

  it('or asks nobody in particular, once, where it gets no owner', () => {
    given([createdToCall])
      .when({ type: 'RequestFollowUp' })
      .then([asked('')])
      .andAgainNothing();
    given([createdToCall, asked('')])
      .when({ type: 'Assign', ownerId: 'ann' })
      .then([assigned('ann')]);
    given([created]).when({ type: 'RequestFollowUp' }).then([]);
  });
});

describe('a lead is assigned', () => {
  it('by a rule only as long as nobody has had it: what people did since its turn was taken stands', () => {
    const byRule = { type: 'Assign', ownerId: 'ann', ruleId: 'r' } as const;
    given([created, { type: 'LeadAssigned', data: { ownerId: 'bob' } }])
      .when(byRule)
      .then([]);
    given([
      created,
      { type: 'LeadAssigned', data: { ownerId: 'bob' } },
      { type: 'LeadAssigned', data: { ownerId: '', previousOwnerId: 'bob' } },
    ])
      .when(byRule)
      .then([]);
    given([created, { type: 'LeadArchived', data: {} }])
      .when(byRule)
      .then([]);
  });

  it('to somebody else, or to nobody', () => {
    given([created, assigned('ann')])
      .when({ type: 'Assign', ownerId: 'bob' })
      .then([assigned('bob', 'ann')])
      .andAgainNothing();
    given([created, assigned('ann')])
      .when({ type: 'Assign', ownerId: null })
      .then([assigned('', 'ann')])
      .andAgainNothing();
  });
});

describe('a lead is updated', () => {
  it('by one event for what belongs together, all of it as it now is', () => {
    given([created])
      .when({
        type: 'Update',
        changes: { familyName: 'Li', phone: '030 901820', phoneE164: '+4930901820', country: 'DE', note: 'Likes tea' },
      })
      .then([
        { type: 'LeadRenamed', data: { givenName: 'Kim', familyName: 'Li', company: 'Initech' } },
        { type: 'LeadReachChanged', data: { email: 'kim@example.com', phone: '030 901820', phoneE164: '+4930901820' } },
        { type: 'LeadOriginChanged', data: { source: 'fair', country: 'DE' } },
        { type: 'LeadNoteChanged', data: { note: 'Likes tea' } },
      ])
      .andAgainNothing();
  });

  it('so that null clears, and what is absent stays', () => {
    given([created])
      .when({ type: 'Update', changes: { company: null, familyName: undefined }, ownerId: 'ann' })
      .then([{ type: 'LeadRenamed', data: { givenName: 'Kim', familyName: 'Lee' } }, assigned('ann')])
      .andAgainNothing();
  });
});

describe('a lead is judged', () => {
  it('qualified, disqualified with a reason, or looked at again', () => {
    given([created])
      .when({ type: 'Qualify' })
      .then([{ type: 'LeadQualified', data: {} }])
      .andAgainNothing();
    given([created]).when({ type: 'Disqualify', reason: 'No budget' }).then([disqualified]).andAgainNothing();
    given([created, disqualified])
      .when({ type: 'Reopen' })
      .then([{ type: 'LeadReopened', data: {} }])
      .andAgainNothing();
  });
});

describe('a lead is converted', () => {
  it('once, with what contacts and the deal need to know', () => {
    given([created, assigned('ann')])
      .when(convert)
      .then([converted])
      .andAgainNothing();
    given([created, converted])
      .when({ ...convert, accountId: 'other' })
      .thenRefuses({ rule: 'lead.converted' });
  });

  it('into what belongs to whoever converts it, where the lead is nobody’s', () => {
    given([created])
      .when({ ...convert, converterId: 'bob' })
      .then([{ type: 'LeadConverted', data: { ...converted.data, ownerId: 'bob' } }]);
    given([created, assigned('ann')])
      .when({ ...convert, converterId: 'bob' })
      .then([converted]);
  });

  it('not when it was disqualified, nor judged any more afterwards', () => {
    given([created, disqualified]).when(convert).thenRefuses({ rule: 'lead.disqualified' });
    for (const command of [{ type: 'Qualify' }, { type: 'Disqualify', reason: 'x' }, { type: 'Reopen' }] as const) {
      given([created, converted]).when(command).thenRefuses({ rule: 'lead.converted' });
    }
  });
});

describe('a lead is archived', () => {
  it('and changes no more until it is restored', () => {
    given([created]).when({ type: 'Archive' }).then([archived]).andAgainNothing();
    for (const command of [{ type: 'Update', changes: {} }, { type: 'Qualify' }, convert, { type: 'Assign', ownerId: 'ann' }] as const) {
      given([created, archived]).when(command).thenRefuses({ rule: 'record.archived' });
    }
    given([created, archived])
      .when({ type: 'Restore' })
      .then([{ type: 'LeadRestored', data: {} }])
      .andAgainNothing();
  });
});

describe('a lead that is not there', () => {
  it('is not found', () => given([]).when({ type: 'Qualify' }).thenRefuses({ code: 'NOT_FOUND' }));
});
