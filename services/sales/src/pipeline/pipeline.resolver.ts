import { Args, Mutation, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import { newId } from '@throughline/decider';
import { Check, parseDecimal, parseLine } from '@throughline/domain';
import type { Viewer } from '@throughline/records';
import {
  Commands,
  CurrentViewer,
  Records,
  identified,
  requireRole,
  type CommandInput,
  type Proposal,
  type RequestContext,
} from '@throughline/service-kit';
import { v5 } from 'uuid';
import { Loaders } from '../loaders.js';
import { References } from '../references.js';
import type { CreatePipelineInput, OnboardingInput, QueryPipelinesArgs, StageInput, UpdatePipelineInput } from '../schema.types.js';
import { pipeline, StageCategory, type Onboarding, type PipelineCommand, type Stage } from './pipeline.js';
import { categoryName, type PipelineRow } from './pipeline.view.js';
import { pipelineSource } from './pipelines.js';

@Resolver('Pipeline')
export class PipelineResolver {
  constructor(
    private readonly commands: Commands,
    private readonly records: Records,
    private readonly loaders: Loaders,
    private readonly references: References,
  ) {}

  @Query('pipeline')
  one(@Args('id') id: string, @CurrentViewer() viewer: Viewer) {
    return this.records.find(pipelineSource, id, viewer);
  }

  @Query('pipelines')
  list(@Args() query: QueryPipelinesArgs, @CurrentViewer() viewer: Viewer) {
    return this.records.list(pipelineSource, { ...query, viewer });
  }

  @ResolveReference()
  reference({ id }: { id: string }, request: RequestContext) {
    return request.load(this.loaders.pipelines, id);
  }

  @Mutation('createPipeline')
  async create(@Args('input') input: CreatePipelineInput, @CurrentViewer() viewer: Viewer) {
    requireRole(viewer, 'MANAGER');
    const options = { viewer, operation: 'createPipeline', input: identified(input) };
    const command = async (): Promise<PipelineCommand> => {
      const check = new Check();
      const name = check.required('name', input.name, parseLine);
      const stages = parseStages(check, input.stages, newId(this.commands.contextOf(options)));
      const onboarding = await this.parseOnboarding(check, input.onboarding, viewer);
      check.done();
      return { type: 'Create', name, stages, onboarding: onboarding ?? undefined };
    };
    const executed = await this.commands.execute(pipeline, undefined, command, options);
    return { pipeline: await this.records.changed(pipelineSource, executed, viewer) };
  }

  @Mutation('updatePipeline')
  update(@Args('input') input: UpdatePipelineInput, @CurrentViewer() viewer: Viewer) {
    return this.change(viewer, 'updatePipeline', input, async () => {
      const check = new Check();
      const name = input.name === undefined ? undefined : check.required('name', input.name, parseLine);
      const stages = input.stages ? parseStages(check, input.stages, `${input.id}/${input.commandId ?? crypto.randomUUID()}`) : undefined;
      const onboarding = await this.parseOnboarding(check, input.onboarding, viewer);
      check.done();
      return { type: 'Update', name, stages, onboarding };
    });
  }

  @Mutation('archivePipeline')
  archive(@Args('input') input: CommandInput & { id: string }, @CurrentViewer() viewer: Viewer) {
    return this.change(viewer, 'archivePipeline', input, { type: 'Archive' });
  }

  @Mutation('restorePipeline')
  restore(@Args('input') input: CommandInput & { id: string }, @CurrentViewer() viewer: Viewer) {
    return this.change(viewer, 'restorePipeline', input, { type: 'Restore' });
  }

  @ResolveField('stages')
  stages(@Parent() { stages }: PipelineRow) {
    return stages.map(stageFields);
  }

  private async change(viewer: Viewer, operation: string, input: CommandInput & { id: string }, command: Proposal<PipelineCommand>) {
    requireRole(viewer, 'MANAGER');
    await this.records.visible(pipelineSource, input.id, viewer);
    const executed = await this.commands.execute(pipeline, input.id, command, { viewer, operation, input });
    return { pipeline: await this.records.changed(pipelineSource, executed, viewer) };
  }

  private async parseOnboarding(
    check: Check,
    input: OnboardingInput | null | undefined,
    viewer: Viewer,
  ): Promise<Onboarding | null | undefined> {
    if (!input) return input;
    await this.references.checkUsers(check, viewer, { 'onboarding.assigneeId': input.assigneeId });
    const title = check.required('onboarding.title', input.title, parseLine);
    const dueInBusinessDays = input.dueInBusinessDays ?? 1;
    if (dueInBusinessDays < 0 || dueInBusinessDays > 1000) check.refuse('onboarding.dueInBusinessDays', 'must be from 0 to 1000');
    return { assigneeId: input.assigneeId, title, dueInBusinessDays };
  }
}

/** A stage's id is made from the pipeline's and its place, so that a repeated command makes the same ones. */
function parseStages(check: Check, inputs: readonly StageInput[], seed: string): Stage[] {
  return check.list('stages', inputs, (stage, at) => {
    const category = StageCategory[stage.category ?? 'OPEN'];
    return {
      id: stage.id ?? v5(`${seed}/${at()}`, v5.URL),
      name: check.required(at('name'), stage.name, parseLine),
      category,
      probability: check.optional(at('probability'), stage.probability, parseDecimal) ?? (category === StageCategory.WON ? '100' : '0'),
      requiredFields: [...(stage.requiredFields ?? [])],
      stuckAfterDays: stage.stuckAfterDays ?? 0,
      ...(stage.entryRole && { entryRole: stage.entryRole }),
    };
  });
}

export const stageFields = (stage: Stage) => ({
  ...stage,
  category: categoryName(stage.category),
  stuckAfterDays: stage.stuckAfterDays || null,
});
