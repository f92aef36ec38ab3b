/** What services say is English; a catalogue has it in another language by the English text, in which `{0}`, `{1}` .. stand for what is filled in. */
export type Catalogue = Readonly<Record<string, string>>;

/** A text that is longer is left as it is. */
const LONGEST = 2_000;
/** What is filled in may be a text of the catalogue itself, into which something is filled. */
const DEEPEST = 2;

interface Options {
  /** For lists: `de`. */
  readonly language: string;
  /** A day such as `2026-11-23`, as the reader writes it. */
  readonly date: (day: string) => string;
}

/** Says a text in the catalogue's language. Undefined: the catalogue does not have it. */
export function readerOf(catalogue: Catalogue, { language, date }: Options): (text: string) => string | undefined {
  const texts = new Map(Object.entries(catalogue));
  const patterns = [...texts]
    .filter(([text]) => text.includes('{0}'))
    .map(([text, own]) => ({
      own,
      expression: expressionOf(text),
      quoted: [...text.matchAll(/("?)\{\d\}/g)].map(([, quote]) => quote !== ''),
    }))
    .toSorted((one, other) => other.expression.source.length - one.expression.source.length);
  const lists = new Intl.ListFormat(language);

  function read(text: string, depth = 0): string | undefined {
    if (text.length > LONGEST || depth > DEEPEST) return undefined;
    return texts.get(text) ?? readFields(text, depth) ?? readPattern(text, depth);
  }

  /** `email: is required; phone: is not a phone number` */
  function readFields(text: string, depth: number): string | undefined {
    const fields = text.split(/; (?=[a-z][\w.-]*: )/i).map((part) => /^([a-z][\w.-]*): (.+)$/is.exec(part));
    if (fields.includes(null)) return undefined;
    const problems = fields.map((field) => read(field![2]!, depth + 1));
    if (problems.every((problem) => problem === undefined)) return undefined;
    return fields.map((field, at) => `${labelOf(field![1]!)}: ${problems[at] ?? field![2]!}`).join('; ');
  }

  function readPattern(text: string, depth: number): string | undefined {
    for (const { expression, own, quoted } of patterns) {
      const found = expression.exec(text);
      // What stands in quotes is somebody's own word.
      if (found) return own.replace(/\{(\d)\}/g, (_, at: string) => (quoted[+at] ? found[+at + 1]! : fill(found[+at + 1]!, depth)));
    }
    return undefined;
  }

  function fill(text: string, depth: number): string {
    if (/^\d{4}-\d\d-\d\d$/.test(text)) return date(text);
    const known = (glue: string) => text.split(glue).map((word) => texts.get(word));
    const [named, listed] = [known(' and '), known(', ')];
    if (!named.includes(undefined)) return lists.format(named as string[]);
    return listed.includes(undefined) ? (read(text, depth + 1) ?? text) : listed.join(', ');
  }

  return read;
}

/** Anchored, with a few holes and no repetition within another: what it takes is bounded, the more so as texts are short. */
function expressionOf(text: string): RegExp {
  const parts = text.split(/\{\d\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('(.+?)')}$`, 's');
}

let reader: (text: string) => string | undefined = () => undefined;
let labels: (path: string) => string | undefined = () => undefined;

/** From now on texts are read in another language; without a reader, as they are. */
export function readBy(how: (text: string) => string | undefined = () => undefined): void {
  reader = how;
}

/** What fields of inputs are called. */
export function labelBy(how: (path: string) => string | undefined): void {
  labels = how;
}

/** What a service said, in the reader's language as far as the catalogue has it. */
export const translated = (text: string): string => reader(text) ?? text;

/** What a field of an input is called, by its path, such as `emails.0.address`; else the path. */
export const labelOf = (path: string): string => labels(path) ?? path;
