import { Args, Mutation, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import { Check, InvalidValue, parseLine, parseText } from '@throughline/domain';
import type { Viewer } from '@throughline/records';
import { Commands, CurrentViewer, Records, requireRole, type CommandInput, type RequestContext } from '@throughline/service-kit';
import type {
  CreateFormInput,
  FormFieldInput,
  FormOnSubmitInput,
  FormSubmissionsArgs,
  QueryFormsArgs,
  UpdateFormInput,
} from '../schema.types.js';
import { submissionSource } from '../submission/submission.resolver.js';
import { form, FormFieldKind, type FormCommand, type FormField, type OnSubmit } from './form.js';
import { formId, parseFormKey } from './form-key.js';
import { formRecord } from './form.record.js';
import { forms, type FormRow } from './form.view.js';

const formSource = { record: formRecord, view: forms, events: form };

@Resolver('Form')
export class FormResolver {
  constructor(
    private readonly commands: Commands,
    private readonly records: Records,
  ) {}

  @Query('form')
  one(@Args('id') id: string, @CurrentViewer() viewer: Viewer) {
    return this.records.find(formSource, id, viewer);
  }

  @Query('forms')
  list(@Args() query: QueryFormsArgs, @CurrentViewer() viewer: Viewer) {
    return this.records.list(formSource, { ...query, viewer });
  }

  @ResolveReference()
  reference({ id }: { id: string }, request: RequestContext) {
    return request.load(this.load, id);
  }

  @Mutation('createForm')
  async create(@Args('input') input: CreateFormInput, @CurrentViewer() viewer: Viewer) {
    const check = new Check();
    const key = check.required('key', input.key, parseFormKey);
    const name = check.required('name', input.name, parseLine);
    const facts = {
      name,
      fields: parseFields(check, input.fields),
      onSubmit: parseOnSubmit(check, input.onSubmit ?? {}),
      allowedOrigins: parseOrigins(check, input.allowedOrigins ?? []),
    };
    check.done();
    return this.execute(viewer, 'createForm', formId(viewer.tenant, key), input, { type: 'Create', key, facts });
  }

  @Mutation('updateForm')
  async update(@Args('input') input: UpdateFormInput, @CurrentViewer() viewer: Viewer) {
    const check = new Check();
    const facts = {
      ...(input.name != null && { name: check.required('name', input.name, parseLine) }),
      ...(input.fields != null && { fields: parseFields(check, input.fields) }),
      ...(input.onSubmit !== undefined && { onSubmit: parseOnSubmit(check, input.onSubmit ?? {}) }),
      ...(input.allowedOrigins !== undefined && { allowedOrigins: parseOrigins(check, input.allowedOrigins ?? []) }),
    };
    check.done();
    return this.execute(viewer, 'updateForm', input.id, input, { type: 'Change', facts });
  }

  @Mutation('archiveForm')
  archive(@Args('input') input: CommandInput & { id: string }, @CurrentViewer() viewer: Viewer) {
    return this.execute(viewer, 'archiveForm', input.id, input, { type: 'Archive' });
  }

  @Mutation('restoreForm')
  restore(@Args('input') input: CommandInput & { id: string }, @CurrentViewer() viewer: Viewer) {
    return this.execute(viewer, 'restoreForm', input.id, input, { type: 'Restore' });
  }

  @ResolveField('fields')
  fields(@Parent() { fields }: FormRow) {
    return fields.map((field) => ({ ...field, kind: FormFieldKind[field.kind] }));
  }

  /** What visitors wrote is for those who run the forms. */
  @ResolveField('submissions')
  submissions(@Parent() { id }: FormRow, @Args() query: FormSubmissionsArgs, @CurrentViewer() viewer: Viewer) {
    requireRole(viewer, 'MANAGER');
    return this.records.list(submissionSource, { ...query, viewer, scope: (row) => `${row.column('formId')} = ${row.param(id, 'text')}` });
  }

  private async execute(viewer: Viewer, operation: string, id: string, input: CommandInput, command: FormCommand) {
    requireRole(viewer, 'MANAGER');
    const executed = await this.commands.execute(form, id, command, { viewer, operation, input });
    return { form: await this.records.changed(formSource, executed, viewer) };
  }

  private readonly load = (ids: readonly string[], viewer: Viewer) => this.records.findAll(formSource, ids, viewer);
}

const parseFields = (check: Check, inputs: readonly FormFieldInput[]): FormField[] =>
  check.list(
    'fields',
    inputs,
    (field, at) => ({
      key: check.required(at('key'), field.key, parseLine),
      label: check.optional(at('label'), field.label, parseLine) ?? field.key,
      kind: FormFieldKind[field.kind ?? 'TEXT'],
      required: field.required ?? false,
      choices: check.list(at('choices'), field.choices ?? [], (choice, choiceAt) => check.required(choiceAt(), choice, parseLine)),
    }),
    { max: 100 },
  );

function parseOnSubmit(check: Check, input: FormOnSubmitInput): OnSubmit {
  const createLead = input.createLead ?? false;
  const thankYou = check.optional('onSubmit.thankYou', input.thankYou?.trim() || undefined, (text) => parseText(text));
  const redirectTo = check.optional('onSubmit.redirectTo', input.redirectTo?.trim() || undefined, parseAddress);
  const { followUp } = input;
  const answered = { createLead, ...(thankYou && { thankYou }), ...(redirectTo && { redirectTo }) };
  if (!followUp) return answered;
  const dueInBusinessDays = followUp.dueInBusinessDays ?? 1;
  if (dueInBusinessDays < 0 || dueInBusinessDays > 1000) check.refuse('onSubmit.followUp.dueInBusinessDays', 'must be from 0 to 1000');
  return { ...answered, followUp: { title: check.required('onSubmit.followUp.title', followUp.title, parseLine), dueInBusinessDays } };
}

function parseAddress(typed: string): string {
  const url = URL.canParse(typed) ? new URL(typed) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw new InvalidValue('is not an address, such as https://example.org/thanks');
  return url.href;
}

const parseOrigins = (check: Check, origins: readonly string[]): string[] =>
  check.list('allowedOrigins', origins, (origin, at) =>
    check.required(at(), origin, (typed) => {
      const url = URL.canParse(typed.trim()) ? new URL(typed.trim()) : undefined;
      if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/')
        throw new InvalidValue('is not an origin, such as https://example.org');
      return url.origin;
    }),
  );
