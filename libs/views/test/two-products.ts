import { TeamsEventSchema } from '@throughline/contracts/identity';
import { does, policy } from '@throughline/views';
import { product } from './product.js';

/** A team gets two products, one after the other; the second of a team named `forbidden` is refused. */
export const twoProducts = policy({
  name: 'two-products',
  version: 1,
  streams: [TeamsEventSchema],
  on: ['TeamCreated'],
  from: 'beginning',
  load: (_, { dataSource }) => dataSource.query('select count(*)::int as count from products_v1').then(([{ count }]) => count as number),
  react: ({ data }, count, moment) => [
    does(product, moment.id('first'), { type: 'add', name: `after ${count}` }),
    does(product, moment.id('second'), { type: 'add', name: data.name }),
  ],
});
