import { FormSubmissionEventSchema } from '@throughline/contracts/marketing';
import { InvalidValue, parsePhone, type Phone } from '@throughline/domain';
import { does, policy } from '@throughline/views';
import { In, Raw, type DataSource } from 'typeorm';
import { lead } from './lead.js';
import { LeadRow } from './lead.view.js';

/** A form that wants it makes a lead of what a visitor posted, unless there is one of that person to be worked on: then that hears of it. */
export const captureLead = policy({
  name: 'capture-lead',
  version: 2,
  streams: [FormSubmissionEventSchema],
  on: ['FormSubmitted'],
  from: 'beginning',
  together: ({ data, stream }) => data.email.toLowerCase() || stream.id,
  load: ({ data, stream }, { dataSource }) => openLeadOf(dataSource, stream.tenant, data.email),
  react({ data, stream, meta }, open, moment) {
    if (!data.onSubmit?.createLead) return [];
    const { givenName, familyName, company, email, country, industry, utmSource: source, utmCampaign: campaign } = data;
    const touch = {
      source,
      campaign,
      medium: data.utmMedium,
      term: data.utmTerm,
      content: data.utmContent,
      referrer: data.referrer,
      at: meta.occurredAt,
    };
    const wanted = data.onSubmit.followUp;
    const followUp = wanted && { title: wanted.title, dueInBusinessDays: wanted.dueInBusinessDays };
    if (open) return [does(lead, open.id, { type: 'SubmitAgain', submissionId: stream.id, touch, followUp })];
    const phone = data.phone ? phoneOf(data.phone, country) : undefined;
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
        origin: { submissionId: stream.id, firstTouch: touch },
        followUp,
      }),
    ];
  },
});

/** The newest one, where there are several. */
async function openLeadOf(database: DataSource, tenant: string, email: string): Promise<LeadRow | null> {
  if (!email) return null;
  const sameEmail = Raw((column) => `lower(${column}) = lower(:email)`, { email });
  return database.getRepository(LeadRow).findOne({
    where: { tenant, email: sameEmail, archived: false, status: In(['NEW', 'QUALIFIED']) },
    order: { createdAt: 'DESC', id: 'ASC' },
  });
}

/** What a form did not check is kept as it was typed: a lead is not lost for a phone that is none. */
function phoneOf(typed: string, country: string): Phone {
  try {
    return parsePhone(typed, /^[A-Z]{2}$/.test(country) ? country : undefined);
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    return { number: typed };
  }
}
