import { translated } from '../app/messages';

interface Actor {
  readonly id: string;
  readonly name: string;
}

/** Who did something: people are called as they are; rules, visitors and API keys in the reader's language. */
export const actorName = ({ id, name }: Actor): string => (/^visitor$|:/.test(id) ? translated(name) : name);
