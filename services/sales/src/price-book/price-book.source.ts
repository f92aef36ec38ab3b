import { priceBook } from './price-book.js';
import { priceBookRecord, priceBooks } from './price-book.view.js';

/** Price books as they are read. */
export const priceBookSource = { record: priceBookRecord, view: priceBooks, events: priceBook };
