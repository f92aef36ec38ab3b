import type { EventInitOf, EventOf } from '@throughline/contracts';
import { FormSubmissionEventSchema } from '@throughline/contracts/marketing';
import type { Decider } from '@throughline/decider';

export type SubmissionEvent = EventOf<typeof FormSubmissionEventSchema>;
type SubmissionEventInit = EventInitOf<typeof FormSubmissionEventSchema>;

export type SubmissionCommand = { type: 'Submit'; submission: Extract<SubmissionEventInit, { type: 'FormSubmitted' }>['data'] };

/** Posted once; there is nothing more to decide about it. */
export type Submission = { readonly status: 'none' } | { readonly status: 'submitted' };

export const submission = {
  category: 'form_submission',
  events: FormSubmissionEventSchema,
  initialState: { status: 'none' } as Submission,
  decide: (command: SubmissionCommand, state: Submission): readonly SubmissionEventInit[] =>
    state.status === 'none' ? [{ type: 'FormSubmitted', data: command.submission }] : [],
  evolve: (_: Submission, event: SubmissionEvent): Submission => {
    switch (event.type) {
      case 'FormSubmitted':
        return { status: 'submitted' };
    }
  },
} satisfies Decider<Submission, SubmissionCommand, SubmissionEvent, SubmissionEventInit> & { events: unknown };
