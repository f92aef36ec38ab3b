import { Alert, Button, Group, Stack, type MantineColor } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { GraphProblem } from '../app/graph';
import classes from './form.module.css';

interface Saving {
  readonly isPending: boolean;
  readonly error: Error | null;
}

interface Props {
  readonly save: () => void;
  /** What saving does, as TanStack's mutations tell it. Absent: it is done at once. */
  readonly mutation?: Saving;
  /** Names of the inputs that say themselves, by {@link problemOf}, what is wrong with them. */
  readonly fields?: readonly string[];
  /** Instead of what the error says. */
  readonly problem?: string | undefined;
  /** There is enough to be saved. */
  readonly ready?: boolean;
  /** What the button says. */
  readonly submit: string;
  readonly color?: MantineColor;
  /** Small, where it stands within a page. */
  readonly size?: 'xs' | 'sm';
  /** Leaves without saving. */
  readonly cancel?: (() => void) | undefined;
  /** Leaves, and forgets what was typed, which is else kept. */
  readonly discard?: (() => void) | undefined;
  readonly children: ReactNode;
}

const atOnce: Saving = { isPending: false, error: null };

/** Inputs that are sent together, by the button, Enter or Ctrl/Cmd+Enter; not twice while they are being saved. */
export function Form(props: Props) {
  const { save, mutation = atOnce, fields, problem, ready = true, submit, color, size = 'sm', cancel, discard, children } = props;
  const { t } = useTranslation('records');
  const leave = discard ?? cancel;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !mutation.isPending) save();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        event.currentTarget.requestSubmit();
      }}
    >
      <Stack gap={size}>
        {children}
        <Problem error={mutation.error} fields={fields} text={problem} />
        <Group justify="end" gap={size} className={classes['foot']!}>
          {leave && (
            <Button size={size} variant="default" onClick={leave}>
              {t(discard ? 'discard' : 'cancel')}
            </Button>
          )}
          <Button size={size} type="submit" data-autofocus {...(color && { color })} loading={mutation.isPending} disabled={!ready}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface ProblemProps {
  readonly error: Error | null | undefined;
  readonly fields?: readonly string[] | undefined;
  readonly text?: string | undefined;
}

/** Why something was refused, where none of the fields says so. */
export function Problem({ error, fields = [], text }: ProblemProps) {
  const { t } = useTranslation('records');
  if (!error || fields.some((field) => problemOf(error, field))) return null;
  const code = error instanceof GraphProblem ? error.code : undefined;
  return (
    <Alert color="red" variant="light" role="alert">
      {text ?? (code === 'CONFLICT' ? t('changedMeanwhile') : code === 'OFFLINE' ? t('offlineText') : error.message)}
    </Alert>
  );
}

/** What is wrong with a field, in words: what was said of it or of a part of it, or the rule that asks for it. */
export const problemOf = (error: Error | null | undefined, field: string): string | undefined => Object.values(problemsOf(error, field))[0];

/** What is wrong with a field, by path under it: `''` for the whole, `0.address` for a part. */
export function problemsOf(error: Error | null | undefined, field: string): Readonly<Record<string, string>> {
  if (!(error instanceof GraphProblem)) return {};
  if (missingOf(error).includes(field)) return { '': error.message };
  const own = Object.entries(error.fields).filter(([path]) => path === field || path.startsWith(`${field}.`));
  return Object.fromEntries(own.map(([path, text]) => [path.slice(field.length + 1), text]));
}

/** The fields that would satisfy the rule that stands against something, as the graph names them. */
export function missingOf(error: Error | null | undefined): readonly string[] {
  if (!(error instanceof GraphProblem) || error.code !== 'RULE_VIOLATED') return [];
  const { fields } = error.extensions;
  return Array.isArray(fields) ? (fields as string[]) : [];
}
