import { bulkEditing } from '@throughline/bulk-edits';
import { SalesBulkEditEventSchema, SalesImportEventSchema } from '@throughline/contracts/sales';
import { importing } from '@throughline/imports';
import { exporting, recordChanges, type ServiceManifest } from '@throughline/service-kit';
import { AssignmentRuleResolver } from './assignment-rule/assignment-rule.resolver.js';
import { assignmentRules } from './assignment-rule/assignment-rule.view.js';
import { LeadAssignment } from './assignment-rule/lead-assignment.js';
import { AccountDealsResolver, ContactDealsResolver } from './customers/customers.resolver.js';
import { customerAccounts, customerContacts } from './customers/customers.view.js';
import { assignLead, giveLead } from './lead/assign-lead.policy.js';
import { captureLead } from './lead/capture-lead.policy.js';
import { LeadBulkEdit } from './lead/lead.bulk-edit.js';
import { LeadImport } from './lead/lead.import.js';
import { LeadResolver } from './lead/lead.resolver.js';
import { leadSource } from './lead/lead.source.js';
import { leads } from './lead/lead.view.js';
import { openConvertedOpportunity } from './lead/open-converted.policy.js';
import { Names } from './names.js';
import { OpportunityBulkEdit } from './opportunity/opportunity.bulk-edit.js';
import { OpportunityImport } from './opportunity/opportunity.import.js';
import { OpportunityResolver } from './opportunity/opportunity.resolver.js';
import { opportunitySource } from './opportunity/opportunity.source.js';
import { opportunities } from './opportunity/opportunity.view.js';
import { dealStates } from './opportunity/deal-states.view.js';
import { PipelineBoardResolver } from './opportunity/pipeline-board.resolver.js';
import { PipelineChangesResolver } from './opportunity/pipeline-changes.resolver.js';
import { StuckDeals } from './opportunity/stuck-deals.js';
import { defaultPipeline } from './pipeline/default-pipeline.policy.js';
import { Loaders } from './loaders.js';
import { PipelineResolver } from './pipeline/pipeline.resolver.js';
import { pipelines } from './pipeline/pipeline.view.js';
import { Pipelines } from './pipeline/pipelines.js';
import { PriceBookResolver } from './price-book/price-book.resolver.js';
import { priceBooks } from './price-book/price-book.view.js';
import { OriginReportResolver } from './reports/origin-report.resolver.js';
import { ProductResolver } from './product/product.resolver.js';
import { products } from './product/product.view.js';
import { References } from './references.js';
import { SalesSettingsResolver } from './settings/sales-settings.resolver.js';

const imports = importing(SalesImportEventSchema, LeadImport, OpportunityImport);
const bulkEdits = bulkEditing({
  events: SalesBulkEditEventSchema,
  kinds: { updateLeads: LeadBulkEdit, updateOpportunities: OpportunityBulkEdit },
});

/** From interest to a won deal: leads and who gets them, deals on their pipelines, products and prices. */
export const sales: ServiceManifest = {
  name: 'sales',
  schema: new URL('../', import.meta.url),
  views: [
    opportunities,
    dealStates,
    leads,
    pipelines,
    assignmentRules,
    products,
    priceBooks,
    customerAccounts,
    customerContacts,
    ...imports.views,
    ...bulkEdits.views,
  ],
  policies: [defaultPipeline, captureLead, assignLead, giveLead, openConvertedOpportunity, ...bulkEdits.policies],
  resolvers: [
    OpportunityResolver,
    PipelineBoardResolver,
    PipelineChangesResolver,
    OriginReportResolver,
    LeadResolver,
    PipelineResolver,
    AssignmentRuleResolver,
    ProductResolver,
    PriceBookResolver,
    SalesSettingsResolver,
    AccountDealsResolver,
    ContactDealsResolver,
    ...recordChanges({ Opportunity: opportunitySource, Lead: leadSource }),
    ...bulkEdits.resolvers,
  ],
  controllers: [exporting({ leads: leadSource, opportunities: opportunitySource }), ...imports.controllers],
  providers: [Loaders, Names, Pipelines, References, LeadAssignment, StuckDeals, ...imports.providers, ...bulkEdits.providers],
};
