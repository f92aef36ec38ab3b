import { product } from './product.js';
import { productRecord, products } from './product.view.js';

/** Products as they are read. */
export const productSource = { record: productRecord, view: products, events: product };
