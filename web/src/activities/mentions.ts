export interface Person {
  readonly id: string;
  readonly name: string;
}

const mention = /@\[([0-9a-f-]{36})\]/g;

/** A text as the graph takes it: names that were chosen after an `@` become `@[user id]`. */
export function withIds(text: string, people: readonly Person[]): string {
  // A longer name first: of Ann Lee and Ann Leeds both may be there.
  return people
    .toSorted((one, other) => other.name.length - one.name.length)
    .reduce((written, { id, name }) => written.replaceAll(`@${name}`, `@[${id}]`), text);
}

/** Back, for a text that is edited again. */
export function withNames(text: string, people: readonly Person[]): string {
  return text.replace(mention, (whole, id: string) => {
    const person = people.find((one) => one.id === id);
    return person ? `@${person.name}` : whole;
  });
}

export type Part = { readonly text: string } | { readonly mentioned: string };

/** The text between the mentions and the names in them; whoever is not known is `…`. */
export function parts(text: string, people: readonly Person[]): readonly Part[] {
  return text
    .split(mention)
    .map((part, at) => (at % 2 === 0 ? { text: part } : { mentioned: people.find(({ id }) => id === part)?.name ?? '…' }))
    .filter((part) => !('text' in part) || part.text !== '');
}

/** What somebody types after an `@` that is not yet a name: where it begins, and what was typed. */
export function typedMention(text: string, caret: number): { readonly from: number; readonly typed: string } | undefined {
  const found = /(?:^|[\s(])@([^\s@[\]]{0,30})$/.exec(text.slice(0, caret));
  return found ? { from: caret - found[1]!.length - 1, typed: found[1]! } : undefined;
}
