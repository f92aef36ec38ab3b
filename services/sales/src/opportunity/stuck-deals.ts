import { Injectable } from '@nestjs/common';
import type { RowSql, Viewer } from '@throughline/records';
import { LRUCache } from 'lru-cache';
import { DataSource } from 'typeorm';
import type { Stage } from '../pipeline/pipeline.js';
import { Pipelines } from '../pipeline/pipelines.js';
import { References } from '../references.js';
import { OpportunityRow } from './opportunity.view.js';

/** Fewer won deals than this say nothing about how long a stage usually takes. */
const enoughWonDeals = 10;

/**
 * Which open deals are stuck, and why: longer in their stage than the stage allows (its own limit, else the 90th percentile of the deals won so
 * far), past their close date, or without a next step.
 */
@Injectable()
export class StuckDeals {
  /** Days a stage usually takes, by pipeline and stage. New wins move a percentile slowly: five minutes old is fresh. */
  private readonly usual = new LRUCache<string, Promise<ReadonlyMap<string, number>>>({ max: 1000, ttl: 300_000 });

  constructor(
    private readonly database: DataSource,
    private readonly pipelines: Pipelines,
    private readonly references: References,
  ) {}

  async reasons(row: OpportunityRow, viewer: Viewer): Promise<string[]> {
    if (row.status !== 'OPEN') return [];
    const reasons: string[] = [];
    const limit = await this.limit(row, viewer);
    const days = (Date.now() - Date.parse(row.stageEnteredAt)) / 86_400_000;
    if (limit !== undefined && days > limit) reasons.push(`${Math.floor(days)} days in "${row.stageName}"; ${limit} are usual`);
    if (row.closeDate && row.closeDate < (await this.references.today(viewer.tenant)))
      reasons.push(`The close date ${row.closeDate} is past`);
    if (!row.nextStep) reasons.push('No next step');
    return reasons;
  }

  /** For `ListQuery.scope`: the deals that {@link reasons} has any for. */
  async scope(viewer: Viewer): Promise<(row: RowSql) => string> {
    const stages = (await this.pipelines.all(viewer)).flatMap(({ id: pipelineId, stages }) =>
      stages.map((stage) => ({ stage, pipelineId })),
    );
    const limits = await Promise.all(
      stages.map(async ({ stage, pipelineId }) => [stage.id, await this.limitOf(stage, pipelineId, viewer)] as const),
    );
    const today = await this.references.today(viewer.tenant);
    const now = new Date().toISOString();
    return (row) => {
      const limit = `(${row.param(JSON.stringify(Object.fromEntries(limits)), 'jsonb')}->>${row.column('stageId')})::int`;
      return `${row.column('status')} = 'OPEN' AND (${row.column('nextStep')} IS NULL OR ${row.column('closeDate')} < ${row.param(today, 'date')}
        OR ${row.column('stageEnteredAt')} < ${row.param(now, 'timestamptz')} - ${limit} * interval '1 day')`;
    };
  }

  private async limit(row: OpportunityRow, viewer: Viewer): Promise<number | undefined> {
    const { stages } = await this.pipelines.get(viewer, row.pipelineId);
    const stage = stages.find(({ id }) => id === row.stageId);
    return this.limitOf({ id: row.stageId, stuckAfterDays: stage?.stuckAfterDays ?? 0 }, row.pipelineId, viewer);
  }

  private async limitOf(
    { id, stuckAfterDays }: Pick<Stage, 'id' | 'stuckAfterDays'>,
    pipelineId: string,
    { tenant }: Viewer,
  ): Promise<number | undefined> {
    if (stuckAfterDays) return stuckAfterDays;
    const key = `${tenant}/${pipelineId}`;
    let usual = this.usual.get(key);
    if (!usual) this.usual.set(key, (usual = this.usualDays(tenant, pipelineId)));
    return (await usual).get(id);
  }

  private async usualDays(tenant: string, pipelineId: string): Promise<ReadonlyMap<string, number>> {
    const table = this.database.getMetadata(OpportunityRow).tablePath;
    const rows = await this.database.query<{ stage: string; days: number }[]>(
      `SELECT stay->>'stageId' AS stage,
              percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM (stay->>'leftAt')::timestamptz - (stay->>'enteredAt')::timestamptz)) / 86400 AS days
         FROM ${table}, jsonb_array_elements(history) AS stay
        WHERE tenant = $1 AND pipeline_id = $2 AND status = 'WON' AND NOT archived AND stay->>'leftAt' IS NOT NULL
        GROUP BY 1 HAVING count(*) >= $3`,
      [tenant, pipelineId, enoughWonDeals],
    );
    return new Map(rows.map(({ stage, days }) => [stage, Math.ceil(Number(days))]));
  }
}
