import type { CommandHandler } from '@throughline/decider';
import { parseLine, parseText, type Check } from '@throughline/domain';
import type { CreateTaskInput } from '../schema.types.js';
import { settingsOf } from '../settings/activities-settings.resolver.js';

/** Absent stays absent, null stays null. */
export const words = (check: Check, input: Pick<CreateTaskInput, 'body' | 'kind'>) => ({
  body: check.optional('body', input.body, parseText),
  kind: check.optional('kind', input.kind, parseLine),
});

export async function checkKind(check: Check, handler: CommandHandler, tenant: string, kind: string | null | undefined): Promise<void> {
  if (!kind) return;
  const { taskKinds } = await settingsOf(handler, tenant);
  if (!taskKinds.includes(kind)) check.refuse('kind', `is not one of the organisation's task kinds: ${taskKinds.join(', ')}`);
}
