import { Injectable } from '@nestjs/common';
import { InvalidInput, NotFound, RuleViolated } from '@throughline/decider';
import { maxPage, type Viewer } from '@throughline/records';
import { Records } from '@throughline/service-kit';
import { pipeline, type Pipeline } from './pipeline.js';
import { pipelineRecord, pipelines, type PipelineRow } from './pipeline.view.js';

export const pipelineSource = { record: pipelineRecord, view: pipelines, events: pipeline };

/** The pipelines of a tenant, whose rules every deal is held against. */
@Injectable()
export class Pipelines {
  constructor(private readonly records: Records) {}

  /** The pipeline of that id, else the first one made. */
  async get(viewer: Viewer, id?: string | null): Promise<Pipeline> {
    if (id) return toPipeline(await this.records.visible(pipelineSource, id, viewer));
    const { edges } = await this.records.list(pipelineSource, { viewer, first: 1 });
    const [first] = edges;
    if (!first) throw new RuleViolated('pipeline.none', 'There is no pipeline yet: make one first.');
    return toPipeline(first.node);
  }

  /** As {@link get}, of the `pipelineId` of an input, which is refused by that name. */
  async named(viewer: Viewer, { pipelineId }: { readonly pipelineId?: string | null }): Promise<Pipeline> {
    try {
      return await this.get(viewer, pipelineId);
    } catch (error) {
      throw error instanceof NotFound ? new InvalidInput({ pipelineId: 'is not a pipeline' }) : error;
    }
  }

  /** All of them, those put away too: deals may stand in them. */
  async all(viewer: Viewer): Promise<readonly Pipeline[]> {
    const filter = { or: [{ archived: { eq: true } }, { archived: { eq: false } }] };
    const { edges } = await this.records.list(pipelineSource, { viewer, filter, first: maxPage });
    return edges.map(({ node }) => toPipeline(node));
  }
}

export const toPipeline = ({ id, name, stages, onboarding }: PipelineRow): Pipeline => ({
  id,
  name,
  stages,
  onboarding: onboarding ?? undefined,
});
