import { Refusal } from './data-folder.js';

/** Runs a command to its exit status; a {@link Refusal} is told without a stack. */
export async function command(work: () => Promise<boolean>): Promise<never> {
  try {
    process.exit((await work()) ? 0 : 1);
  } catch (error) {
    console.error(error instanceof Refusal ? error.message : error);
    process.exit(1);
  }
}

/** The one argument of a command. */
export function fileArgument(usage: string): string {
  const [file, ...more] = process.argv.slice(2);
  if (!file || more.length > 0) throw new Refusal(`Usage: ${usage}`);
  return file;
}
