import { useNavigate } from '@tanstack/react-router';
import { Suspense, useEffect, useState } from 'react';
import type { Command, CommandSubject } from '../slice';
import { slices } from '../slices';

interface Run {
  readonly command: Command;
  readonly about?: CommandSubject | undefined;
  readonly defaults?: Readonly<Record<string, unknown>> | undefined;
}

let host: ((run: Run) => void) | undefined;

/** Runs a slice's command from anywhere, about a record or not. Nothing happens where no slice has it. */
export function runCommand(key: string, about?: CommandSubject, defaults?: Readonly<Record<string, unknown>>): void {
  const command = slices.flatMap(({ commands = [] }) => commands).find((one) => one.key === key);
  if (command) host?.({ command, about, defaults });
}

/** Where the dialogs of commands open; stands in the shell once. */
export function CommandHost() {
  const [run, setRun] = useState<Run>();
  const navigate = useNavigate();
  useEffect(() => {
    host = (next) => (next.command.to === undefined ? setRun(next) : void navigate({ to: next.command.to }));
    return () => {
      host = undefined;
    };
  }, [navigate]);
  const Dialog = run?.command.dialog;
  return (
    Dialog && (
      <Suspense>
        <Dialog
          close={() => setRun(undefined)}
          {...(run.about && { about: run.about })}
          {...(run.defaults && { defaults: run.defaults })}
        />
      </Suspense>
    )
  );
}
