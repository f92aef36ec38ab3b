/** A line of `npm run bench`, as written by `--json`. */
export interface Result {
  readonly name: string;
  /** The median over the rounds; null where it was not measured. */
  readonly value: number | null;
  readonly unit: string;
  /** What it is compared with, and that one's median, in words. */
  readonly reference: string;
  /** The median of the ratios of each round to the reference in the same round; null without a reference. */
  readonly ratio: number | null;
  readonly goal: string;
  /** Null where there is nothing to judge. */
  readonly met: boolean | null;
  /** How far the rounds differed, or why it was not measured. */
  readonly note?: string;
}

/** The default export of every `*.bench.ts`. */
export type Benchmark = () => Promise<Result[]>;

/**
 * Runs the contestants in turn, round after round, so that a noisy minute hits all of them; the order is reversed every other round.
 * One round goes ahead unmeasured. Answers each one's figure of every round.
 */
export async function interleaved<Name extends string>(
  rounds: number,
  contestants: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contestants) as Name[];
  const figures = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round <= rounds; round++) {
    for (const name of round % 2 ? names : names.toReversed()) {
      const figure = await contestants[name]();
      if (round > 0) figures[name].push(figure);
    }
  }
  return figures;
}

/** Of values in the order of the rounds, against the reference's in the same rounds. */
export function compared(
  what: {
    readonly name: string;
    readonly unit: string;
    readonly reference: string;
    readonly goal: { readonly atLeast: number } | { readonly atMost: number };
  },
  values: readonly number[],
  references: readonly number[],
): Result {
  const ratios = values.map((value, round) => value / references[round]!);
  const ratio = median(ratios);
  const { goal } = what;
  const met = 'atLeast' in goal ? ratio >= goal.atLeast : ratio <= goal.atMost;
  return {
    name: what.name,
    value: rounded(median(values)),
    unit: what.unit,
    reference: `${what.reference}: ${rounded(median(references))}`,
    ratio: rounded(ratio),
    goal: 'atLeast' in goal ? `ratio ≥ ${goal.atLeast}` : `ratio ≤ ${goal.atMost}`,
    met,
    note: `ratios ${rounded(Math.min(...ratios))} to ${rounded(Math.max(...ratios))} in ${ratios.length} rounds`,
  };
}

/** Of values against a limit in their own unit. */
export function measured(
  what: { readonly name: string; readonly unit: string; readonly goal?: { readonly atLeast: number } | { readonly atMost: number } },
  values: readonly number[],
): Result {
  const value = median(values);
  const { goal } = what;
  return {
    name: what.name,
    value: rounded(value),
    unit: what.unit,
    reference: '',
    ratio: null,
    goal: !goal ? '' : 'atLeast' in goal ? `≥ ${goal.atLeast} ${what.unit}` : `≤ ${goal.atMost} ${what.unit}`,
    met: !goal ? null : 'atLeast' in goal ? value >= goal.atLeast : value <= goal.atMost,
    note: values.length > 1 ? `${rounded(Math.min(...values))} to ${rounded(Math.max(...values))} in ${values.length} rounds` : undefined,
  };
}

/** A comparison that could not be made here, and why. */
export function notMeasured(name: string, reference: string, goal: string, why: string): Result {
  return { name, value: null, unit: '', reference, ratio: null, goal, met: null, note: `not measured: ${why}` };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
