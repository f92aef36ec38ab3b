import {
  InvalidValue,
  parseDate,
  parseDecimal,
  parseMoney,
  parsePrice,
  parseTags,
  parseText,
  parseLine,
  type Check,
} from '@throughline/domain';
import type { CreateOpportunityInput } from '../schema.types.js';
import type { Changes } from './opportunity.js';

export type OpportunityInput = Omit<
  CreateOpportunityInput,
  'name' | 'pipelineId' | 'stageId' | 'source' | 'campaign' | 'referringContactId' | 'referringAccountId' | 'createdOn'
>;

/** The facts an input gives, without its name. Absent stays absent, null stays null. */
export function parseOpportunity(check: Check, input: OpportunityInput): Changes {
  const contacts = input.contactRoles
    ? input.contactRoles.map(({ contactId, role }, i) => ({
        contactId,
        role: check.optional(`contactRoles.${i}.role`, role, parseLine) ?? undefined,
      }))
    : input.contactIds && input.contactIds.map((contactId) => ({ contactId }));
  const products = input.products
    ? check.list('products', input.products, ({ productId, quantity, unitPrice }, at) => ({
        productId,
        quantity: check.optional(at('quantity'), quantity, parseQuantity) ?? undefined,
        unitPrice: check.optional(at('unitPrice.amount'), unitPrice, parseMoney) ?? undefined,
      }))
    : input.productIds && input.productIds.map((productId) => ({ productId }));
  return {
    accountId: input.accountId,
    contacts,
    amount: check.optional('amount', input.amount, parsePrice),
    margin: check.optional('margin', input.margin, parseMoney),
    closeDate: check.optional('closeDate', input.closeDate, parseDate),
    products,
    priceBookId: input.priceBookId,
    competitors: check.optional('competitors', input.competitors, parseTags),
    nextStep: check.optional('nextStep', input.nextStep, parseText),
    ownerId: input.ownerId,
  };
}

/** A line may lower the price, and does so by its unit price: there is never less than nothing of a product. */
function parseQuantity(typed: string): string {
  const quantity = parseDecimal(typed);
  if (quantity.startsWith('-')) throw new InvalidValue('must not be negative');
  return quantity;
}
