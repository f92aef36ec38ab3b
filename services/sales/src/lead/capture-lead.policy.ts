import { FormSubmissionEventSchema } from '@throughline/contracts/marketing';
import { InvalidValue, parsePhone, type Phone } from '@throughline/domain';
import { does, policy } from '@throughline/views';
import { lead } from './lead.js';

/** A form that wants it makes a lead of what a visitor posted. */
export const captureLead = policy({
  name: 'capture-lead',
  version: 1,
  streams: [FormSubmissionEventSchema],
  on: ['FormSubmitted'],
  from: 'beginning',
  react({ data, stream, meta }, _, moment) {
    if (!data.onSubmit?.createLead) return [];
    const { givenName, familyName, company, email, country, industry, utmSource: source, utmCampaign: campaign } = data;
    const phone = data.phone ? phoneOf(data.phone, country) : undefined;
    const firstTouch = {
      source,
      campaign,
      medium: data.utmMedium,
      term: data.utmTerm,
      content: data.utmContent,
      referrer: data.referrer,
      at: meta.occurredAt,
    };
    const { followUp } = data.onSubmit;
    return [
      does(lead, moment.id('lead'), {
        type: 'Create',
        facts: {
          givenName,
          familyName,
          company,
          email,
          phone: phone?.number,
          phoneE164: phone?.e164,
          source,
          campaign,
          note: data.message,
          country,
          industry,
        },
        origin: { submissionId: stream.id, firstTouch },
        followUp: followUp && { title: followUp.title, dueInBusinessDays: followUp.dueInBusinessDays },
      }),
    ];
  },
});

/** What a form did not check is kept as it was typed: a lead is not lost for a phone that is none. */
function phoneOf(typed: string, country: string): Phone {
  try {
    return parsePhone(typed, /^[A-Z]{2}$/.test(country) ? country : undefined);
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    return { number: typed };
  }
}
