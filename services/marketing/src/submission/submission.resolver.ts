import { Args, Context, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import type { Viewer } from '@throughline/records';
import { CurrentViewer, Records, requireRole, type RequestContext } from '@throughline/service-kit';
import { formRecord } from '../form/form.record.js';
import { form } from '../form/form.js';
import { forms } from '../form/form.view.js';
import type { QueryFormSubmissionsArgs } from '../schema.types.js';
import { submission } from './submission.js';
import { submissionRecord, submissions, type SubmissionRow } from './submission.view.js';

export const submissionSource = { record: submissionRecord, view: submissions, events: submission };

/** What visitors wrote is for those who run the forms; everybody else meets it on the timeline of the people they may see. */
@Resolver('FormSubmission')
export class SubmissionResolver {
  constructor(private readonly records: Records) {}

  @Query('formSubmissions')
  list(@Args() query: QueryFormSubmissionsArgs, @CurrentViewer() viewer: Viewer) {
    requireRole(viewer, 'MANAGER');
    return this.records.list(submissionSource, { ...query, viewer });
  }

  @ResolveReference()
  reference({ id }: { id: string }, request: RequestContext) {
    return request.load(this.load, id);
  }

  @ResolveField('form')
  form(@Parent() { formId }: SubmissionRow, @Context() request: RequestContext) {
    return request.load(this.loadForms, formId);
  }

  private readonly loadForms = (ids: readonly string[], viewer: Viewer) =>
    this.records.findAll({ record: formRecord, view: forms, events: form }, ids, viewer);

  private readonly load = async (ids: readonly string[], viewer: Viewer) =>
    viewer.role === 'ADMIN' || viewer.role === 'MANAGER' ? this.records.findAll(submissionSource, ids, viewer) : [];
}
