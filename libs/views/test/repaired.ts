import type { AnyView } from '@throughline/views';
import { products } from './products.js';

/** The view after somebody has taught it to cope. */
export const repaired: AnyView = {
  ...products,
  project(row: Parameters<typeof products.project>[0], event: Parameters<typeof products.project>[1], id: string) {
    if (event.type !== 'ProductChanged') return products.project(row, event, id);
    return products.project(row, { ...event, data: { ...event.data, name: event.data.name.replace('poison', 'Antidote'), code: '' } }, id);
  },
};
