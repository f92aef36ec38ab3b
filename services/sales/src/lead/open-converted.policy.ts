import { LeadEventSchema } from '@throughline/contracts/sales';
import { does, policy } from '@throughline/views';
import { opportunity } from '../opportunity/opportunity.js';
import { pipeline } from '../pipeline/pipeline.js';
import { openConverted } from './conversion.js';

/** The mutation that converts a lead opens its opportunity as well; where it was cut short, this does. */
export const openConvertedOpportunity = policy({
  name: 'open-converted-opportunity',
  version: 1,
  streams: [LeadEventSchema],
  on: ['LeadConverted'],
  from: 'beginning',
  async load({ data, stream }, { load }) {
    const id = data.opportunity?.pipelineId;
    const loaded = id ? await load(pipeline, stream.tenant, id) : undefined;
    return loaded && loaded.state.status !== 'none' && id ? { ...loaded.state, id } : undefined;
  },
  react({ data, stream }, pipeline) {
    if (!data.opportunity || !pipeline) return [];
    const { name, stageId, amount, createdOn, source, attribution } = data.opportunity;
    const { accountId, contactId, ownerId } = data;
    const open = openConverted({
      pipeline,
      stageId,
      name,
      amount,
      createdOn,
      source,
      attribution,
      accountId,
      contactId,
      leadId: stream.id,
      ownerId: ownerId || undefined,
    });
    return [does(opportunity, data.opportunityId, open)];
  },
});
