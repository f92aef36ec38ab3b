import { OrganisationEventSchema } from '@throughline/contracts/identity';
import { does, policy } from '@throughline/views';
import { pipeline, StageCategory } from './pipeline.js';

const { OPEN, WON, LOST } = StageCategory;

const stages = [
  { name: 'New lead', category: OPEN, probability: '10', requiredFields: [] },
  { name: 'Qualified', category: OPEN, probability: '25', requiredFields: [] },
  { name: 'Proposal sent', category: OPEN, probability: '50', requiredFields: ['amount'] },
  { name: 'Negotiation', category: OPEN, probability: '75', requiredFields: ['amount', 'closeDate'] },
  { name: 'Closed won', category: WON, probability: '100', requiredFields: [] },
  { name: 'Closed lost', category: LOST, probability: '0', requiredFields: [] },
];

/** A new organisation can sell at once: it has a pipeline, which it may change. */
export const defaultPipeline = policy({
  name: 'default-pipeline',
  version: 1,
  streams: [OrganisationEventSchema],
  on: ['OrganisationFounded'],
  from: 'beginning',
  react: (_, __, moment) => [
    does(pipeline, moment.id('pipeline'), {
      type: 'Create',
      name: 'Sales',
      stages: stages.map((stage) => ({ ...stage, id: moment.id(stage.name), stuckAfterDays: 0 })),
    }),
  ],
});
