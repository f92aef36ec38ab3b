import { Args, Context, Mutation, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import { Check, parseCurrency, parseLine, parsePrice } from '@throughline/domain';
import type { Viewer } from '@throughline/records';
import {
  Commands,
  CurrentViewer,
  Records,
  requireRole,
  type CommandInput,
  type Proposal,
  type RequestContext,
} from '@throughline/service-kit';
import { Loaders } from '../loaders.js';
import { References } from '../references.js';
import type { CreatePriceBookInput, PriceInput, UpdatePriceBookInput } from '../schema.types.js';
import { priceBook, type PriceBookCommand } from './price-book.js';
import { priceBookSource } from './price-book.source.js';
import type { PriceBookRow } from './price-book.view.js';

@Resolver('PriceBook')
export class PriceBookResolver {
  constructor(
    private readonly commands: Commands,
    private readonly records: Records,
    private readonly references: References,
    private readonly loaders: Loaders,
  ) {}

  @Query('priceBooks')
  async list(@CurrentViewer() viewer: Viewer) {
    const { edges } = await this.records.list(priceBookSource, { viewer, first: 500 });
    return edges.map(({ node }) => node);
  }

  @ResolveReference()
  reference({ id }: { id: string }, request: RequestContext) {
    return request.load(this.loaders.priceBooks, id);
  }

  @Mutation('createPriceBook')
  create(@Args('input') input: CreatePriceBookInput, @CurrentViewer() viewer: Viewer) {
    return this.execute(viewer, 'createPriceBook', undefined, input, async () => {
      const check = new Check();
      const name = check.required('name', input.name, parseLine);
      const currency = check.required('currency', input.currency, parseCurrency);
      const prices = await this.parsePrices(check, input.prices, viewer);
      check.done();
      return { type: 'Create', name, currency, prices };
    });
  }

  @Mutation('updatePriceBook')
  update(@Args('input') input: UpdatePriceBookInput, @CurrentViewer() viewer: Viewer) {
    return this.execute(viewer, 'updatePriceBook', input.id, input, async () => {
      const check = new Check();
      const name = input.name == null ? undefined : check.required('name', input.name, parseLine);
      const prices = input.prices ? await this.parsePrices(check, input.prices, viewer) : undefined;
      check.done();
      return { type: 'Change', name, prices };
    });
  }

  @Mutation('archivePriceBook')
  archive(@Args('input') input: CommandInput & { id: string }, @CurrentViewer() viewer: Viewer) {
    return this.execute(viewer, 'archivePriceBook', input.id, input, { type: 'Archive' });
  }

  @ResolveField('prices')
  prices(@Parent() { prices }: PriceBookRow, @Context() request: RequestContext) {
    return prices.map((line) => ({ ...line, product: request.load(this.loaders.products, line.productId) }));
  }

  private async parsePrices(check: Check, inputs: readonly PriceInput[], viewer: Viewer) {
    const prices = check.list(
      'prices',
      inputs,
      ({ productId, price }, at) => ({ productId, price: check.required(at('price.amount'), price, parsePrice) }),
      { max: 5000 },
    );
    await this.references.check(check, viewer, { productIds: prices.map(({ productId }) => productId) });
    return prices;
  }

  private async execute(
    viewer: Viewer,
    operation: string,
    id: string | undefined,
    input: CommandInput,
    command: Proposal<PriceBookCommand>,
  ) {
    requireRole(viewer, 'MANAGER');
    const executed = await this.commands.execute(priceBook, id, command, { viewer, operation, input });
    return { priceBook: await this.records.changed(priceBookSource, executed, viewer) };
  }
}
