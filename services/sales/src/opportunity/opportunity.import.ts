import { Injectable } from '@nestjs/common';
import { Check, localDate, parseLine, parseMoney, parsePrice, parseTags, parseText, type Money } from '@throughline/domain';
import { step, type ImportJob, type ImportKind, type ImportPlanner, type ImportRow, type RowPlan, type Step } from '@throughline/imports';
import { Directory } from '@throughline/service-kit';
import { Names, named, refusalOf, stageNamed, theOne, type Named } from '../names.js';
import { StageCategory, type Pipeline } from '../pipeline/pipeline.js';
import { product } from '../product/product.js';
import { opportunity, type Changes, type Outcome, type Standing } from './opportunity.js';
import { beganOn, mayKnowMargin } from './opportunity.record.js';
import { opportunitySource } from './opportunity.source.js';
import type { OpportunityRow } from './opportunity.view.js';

/** Deals with their past: closed ones as they were, open ones in their stage. */
@Injectable()
export class OpportunityImport implements ImportKind {
  readonly name = 'opportunities';
  readonly fields = [
    { key: 'externalId', label: 'External id', kind: 'text', aliases: ['opportunity id', 'deal id'] },
    { key: 'name', label: 'Name', kind: 'text', aliases: ['opportunity name', 'deal name'] },
    { key: 'accountName', label: 'Account', kind: 'text', aliases: ['account name', 'company'] },
    { key: 'ownerEmail', label: 'Owner e-mail', kind: 'text' },
    { key: 'ownerName', label: 'Owner', kind: 'text', aliases: ['sales agent'] },
    { key: 'productName', label: 'Product', kind: 'text' },
    { key: 'pipelineName', label: 'Pipeline', kind: 'text' },
    { key: 'stageName', label: 'Stage', kind: 'text', aliases: ['deal stage'] },
    { key: 'amount', label: 'Amount', kind: 'decimal', aliases: ['value'] },
    { key: 'margin', label: 'Margin', kind: 'decimal' },
    { key: 'currency', label: 'Currency', kind: 'text' },
    { key: 'createdOn', label: 'Created on', kind: 'date' },
    { key: 'stageEnteredOn', label: 'In stage since', kind: 'date' },
    { key: 'closeDate', label: 'Close date', kind: 'date', aliases: ['expected close date'] },
    { key: 'closedOn', label: 'Closed on', kind: 'date' },
    { key: 'outcome', label: 'Outcome', kind: 'enum', values: ['WON', 'LOST', 'OPEN'] },
    { key: 'lostReason', label: 'Lost because', kind: 'text' },
    { key: 'competitors', label: 'Competitors', kind: 'tags' },
    { key: 'nextStep', label: 'Next step', kind: 'text' },
    { key: 'source', label: 'Source', kind: 'text' },
    { key: 'campaign', label: 'Campaign', kind: 'text' },
  ] as const;
  readonly matchOn = ['externalId'];
  readonly creatable = ['productName'];

  constructor(
    private readonly names: Names,
    private readonly directory: Directory,
  ) {}

  async open(job: ImportJob): Promise<ImportPlanner> {
    await this.names.upToDate();
    return {
      plan: async (rows) => {
        const all = (field: string) => rows.flatMap(({ values }) => (typeof values[field] === 'string' ? [values[field]] : []));
        const [known, accounts, products, pipelines, { byEmail, byName }, { organisation }] = await Promise.all([
          this.names.matching(opportunitySource, job.viewer, 'externalId', job.matchOn ? all('externalId') : []),
          this.names.accounts(job.viewer, all('accountName')),
          this.names.products(job.viewer, all('productName')),
          this.names.pipelines(job.viewer),
          this.names.users(job.tenant),
          this.directory.of(job.tenant),
        ]);
        const { currency, timeZone } = organisation;
        const today = localDate(new Date().toISOString(), timeZone);
        const there: There = { known, accounts, products, pipelines, byEmail, byName, currency, timeZone, today };
        return rows.map((row) => planRow(job, there, row));
      },
    };
  }
}

/** What the rows of one portion may name. */
interface There {
  readonly known: ReadonlyMap<string, readonly OpportunityRow[]>;
  readonly accounts: Named<string>;
  readonly products: Named<string>;
  readonly pipelines: readonly Pipeline[];
  readonly byEmail: Named<string>;
  readonly byName: Named<string>;
  readonly currency: string;
  readonly timeZone: string;
  readonly today: string;
}

function planRow(job: ImportJob, there: There, row: ImportRow): RowPlan {
  const check = new Check();
  const text = (field: string): string | undefined => row.values[field] as string | undefined;
  const key = job.matchOn && text('externalId');
  const [known, ...others] = (key !== undefined && there.known.get(key)) || [];
  if (others.length > 0) check.refuse('externalId', `there are ${others.length + 1} deals "${key}"`);
  const id = known?.id ?? (key === undefined ? undefined : job.recent.get(`externalId:${key}`));
  if (id && job.onMatch === 'SKIP') return { keep: true };

  const pipeline = pipelineOf(check, there.pipelines, text('pipelineName'), known?.pipelineId);
  const began = text('createdOn') ?? (known && beganOn(known, localDate(known.createdAt, there.timeZone)));
  const standing = pipeline && standingOf(check, row, pipeline, began, there.today);
  const before: Step[] = [];
  const changes = changesOf(check, job, there, row, known, before);
  // After a crash the row's own deal may be there already: its margin came with it.
  if (changes.margin && known && known.id !== job.newId(row) && !mayKnowMargin(job.viewer, known))
    check.refuse('margin', 'may be set by the owner or a manager');
  const name = changes.name ?? [text('accountName'), text('productName')].filter(Boolean).join(' – ');
  if (!id && !name) check.refuse('name', 'is required, or an account or a product to name it after');
  const refuse = refusalOf(check);
  if (refuse) return { refuse };

  const by = job.viewer.role;
  if (id)
    return {
      creates: false,
      steps: [...before, step(opportunity, id, { type: 'Reconcile', pipeline: pipeline!, changes, by, ...standing })],
    };
  if (key !== undefined) job.recent.set(`externalId:${key}`, job.newId(row));
  const campaign = text('campaign');
  const origin = {
    externalId: text('externalId'),
    source: text('source'),
    createdOn: text('createdOn'),
    ...(campaign !== undefined && { attribution: { campaign } }),
  };
  const opening = { type: 'Open', pipeline: pipeline!, facts: { ...present(changes), name }, origin, by, ...standing } as const;
  return { creates: true, steps: [...before, step(opportunity, job.newId(row), opening)] };
}

/** The one that is named, else the deal's own, else the first. */
function pipelineOf(
  check: Check,
  pipelines: readonly Pipeline[],
  name: string | undefined,
  ownId: string | undefined,
): Pipeline | undefined {
  if (name !== undefined) {
    const byName = named(
      pipelines,
      ({ name }) => name,
      (pipeline) => pipeline,
    );
    return theOne(check, 'pipelineName', name, 'pipeline', byName);
  }
  const pipeline = ownId === undefined ? pipelines[0] : pipelines.find(({ id }) => id === ownId);
  if (!pipeline) check.refuse('pipelineName', 'there is no pipeline to put it in');
  return pipeline;
}

/** Where the row says the deal stands. A closing stage is an outcome by itself. */
function standingOf(check: Check, { values }: ImportRow, pipeline: Pipeline, began: string | undefined, today: string): Standing {
  const { stageName, stageEnteredOn, closedOn, lostReason } = values as Record<string, string | undefined>;
  if (began !== undefined && began > today) check.refuse('createdOn', 'must not be in the future');
  const stage = stageNamed(check, stageName, pipeline);
  const ending = stage && ({ [StageCategory.WON]: 'WON', [StageCategory.LOST]: 'LOST' } as Record<number, string>)[stage.category];
  const outcome = (values['outcome'] as string | undefined) ?? ending ?? 'OPEN';
  if (ending && outcome !== ending) check.refuse('outcome', `is ${outcome}, and the stage "${stage.name}" says ${ending}`);
  const open: Standing = { ...(stage && !ending && { stageId: stage.id }), stageEnteredOn };
  if (outcome === 'OPEN') {
    if (closedOn !== undefined) check.refuse('closedOn', 'is given for a deal that is open');
    return open;
  }
  if (closedOn === undefined) check.refuse('closedOn', 'is required for a deal that is closed');
  else if (began !== undefined && closedOn < began) check.refuse('closedOn', `is before it began, on ${began}`);
  else if (closedOn > today) check.refuse('closedOn', 'must not be in the future');
  const closing = { closedOn: closedOn ?? '', stageId: ending && stage.id };
  const end: Outcome = outcome === 'WON' ? { type: 'won', ...closing } : { type: 'lost', ...closing, reason: lostReason ?? '' };
  return { ...open, outcome: end };
}

/** The facts a row gives; what it leaves empty stays as it is, the currency too. Products to be made first are added to `before`. */
function changesOf(
  check: Check,
  job: ImportJob,
  there: There,
  { values }: ImportRow,
  known: OpportunityRow | undefined,
  before: Step[],
): Changes {
  const text = (field: string): string | undefined => values[field] as string | undefined;
  const money = (field: 'amount' | 'margin'): Money | undefined =>
    check.optional(field, text(field), (amount) =>
      (field === 'amount' ? parsePrice : parseMoney)({
        amount,
        currency: text('currency') ?? known?.[`${field}Currency`] ?? known?.amountCurrency ?? there.currency,
      }),
    );
  const productId = productOf(check, job, there, text('productName'), before);
  return {
    name: check.optional('name', text('name'), parseLine),
    accountId: theOne(check, 'accountName', text('accountName'), 'account', there.accounts),
    ownerId:
      text('ownerEmail') === undefined
        ? theOne(check, 'ownerName', text('ownerName'), 'user', there.byName)
        : theOne(check, 'ownerEmail', text('ownerEmail'), 'user', there.byEmail),
    products: productId === undefined ? undefined : [{ productId }],
    amount: money('amount'),
    margin: money('margin'),
    closeDate: text('closeDate'),
    competitors: check.optional('competitors', values['competitors'] as string[] | undefined, parseTags),
    nextStep: check.optional('nextStep', text('nextStep'), parseText),
  };
}

function productOf(check: Check, job: ImportJob, there: There, name: string | undefined, before: Step[]): string | undefined {
  if (name === undefined) return undefined;
  const once = `product:${name.toLowerCase()}`;
  const recent = job.recent.get(once);
  if (recent) return recent;
  if (there.products.has(name.toLowerCase()) || !job.createMissing.includes('productName')) {
    return theOne(check, 'productName', name, 'product', there.products);
  }
  if (job.viewer.role !== 'ADMIN' && job.viewer.role !== 'MANAGER') {
    check.refuse('productName', `there is no product "${name}", and a manager would have to make it`);
    return undefined;
  }
  const id = job.newId(once);
  job.recent.set(once, id);
  before.push(step(product, id, { type: 'Add', facts: { name, code: '', family: '' } }, once));
  return id;
}

const present = ({ name: _, ...changes }: Changes) =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as {
    -readonly [K in keyof Changes]?: NonNullable<Changes[K]>;
  };
