import { Args, Mutation, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import { Check, parseLine, parsePrice } from '@throughline/domain';
import type { Viewer } from '@throughline/records';
import { Commands, CurrentViewer, Records, requireRole, type CommandInput, type RequestContext } from '@throughline/service-kit';
import { Loaders } from '../loaders.js';
import { moneyOf } from '../opportunity/opportunity.resolver.js';
import type { CreateProductInput, QueryProductsArgs, UpdateProductInput } from '../schema.types.js';
import { product, type ProductCommand, type ProductFacts } from './product.js';
import { productSource } from './product.source.js';
import type { ProductRow } from './product.view.js';

@Resolver('Product')
export class ProductResolver {
  constructor(
    private readonly commands: Commands,
    private readonly records: Records,
    private readonly loaders: Loaders,
  ) {}

  @Query('products')
  list(@Args() query: QueryProductsArgs, @CurrentViewer() viewer: Viewer) {
    return this.records.list(productSource, { ...query, viewer });
  }

  @ResolveReference()
  reference({ id }: { id: string }, request: RequestContext) {
    return request.load(this.loaders.products, id);
  }

  @Mutation('createProduct')
  async create(@Args('input') input: CreateProductInput, @CurrentViewer() viewer: Viewer) {
    const check = new Check();
    const name = check.required('name', input.name, parseLine);
    const { code = '', family = '', price } = parse(check, input);
    check.done();
    return this.execute(viewer, 'createProduct', undefined, input, { type: 'Add', facts: { name, code, family, price } });
  }

  @Mutation('updateProduct')
  async update(@Args('input') input: UpdateProductInput, @CurrentViewer() viewer: Viewer) {
    const check = new Check();
    const facts = { ...(input.name != null && { name: check.required('name', input.name, parseLine) }), ...parse(check, input) };
    check.done();
    return this.execute(viewer, 'updateProduct', input.id, input, { type: 'Change', facts });
  }

  @Mutation('archiveProduct')
  archive(@Args('input') input: CommandInput & { id: string }, @CurrentViewer() viewer: Viewer) {
    return this.execute(viewer, 'archiveProduct', input.id, input, { type: 'Archive' });
  }

  @Mutation('restoreProduct')
  restore(@Args('input') input: CommandInput & { id: string }, @CurrentViewer() viewer: Viewer) {
    return this.execute(viewer, 'restoreProduct', input.id, input, { type: 'Restore' });
  }

  @ResolveField('price')
  price(@Parent() row: ProductRow) {
    return moneyOf(row.price, row.priceCurrency);
  }

  private async execute(viewer: Viewer, operation: string, id: string | undefined, input: CommandInput, command: ProductCommand) {
    requireRole(viewer, 'MANAGER');
    const executed = await this.commands.execute(product, id, command, { viewer, operation, input });
    return { product: await this.records.changed(productSource, executed, viewer) };
  }
}

/** Absent stays absent; null clears. */
function parse(check: Check, input: Omit<CreateProductInput, 'name'>): Partial<Omit<ProductFacts, 'name'>> {
  return {
    ...(input.code !== undefined && { code: check.optional('code', input.code, parseLine) ?? '' }),
    ...(input.family !== undefined && { family: check.optional('family', input.family, parseLine) ?? '' }),
    ...(input.price !== undefined && { price: check.optional('price.amount', input.price, parsePrice) ?? undefined }),
  };
}
