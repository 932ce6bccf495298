/** The middle and the bounds of what several rounds gave. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** What a figure is held to: the ratio to the peer, the distance from it, or our own value alone. */
export interface Goal {
  readonly of: 'ratio' | 'difference' | 'value';
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** One line of the report: our figure beside a peer's of the same run. */
export interface Figure {
  readonly what: string;
  readonly unit: string;
  readonly ours: Spread;
  readonly peer: string;
  readonly theirs: Spread;
  /** Ours by theirs, round by round. */
  readonly ratio: Spread;
  readonly goal: Goal | null;
  /** Whether the goal is met by the median; `null` where there is none. */
  readonly isMet: boolean | null;
}

/** What {@link compare} takes: a value for each round. */
export interface Comparison {
  readonly what: string;
  readonly unit: string;
  readonly ours: readonly number[];
  readonly peer: string;
  readonly theirs: readonly number[];
  readonly goal?: Goal;
}

/** The middle value; between the two middle ones of an even number. @throws RangeError for no values */
export function medianOf(values: readonly number[]): number {
  if (values.length === 0) {
    throw new RangeError('No values have no median');
  }
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The value that a share (0 to 1) of all values do not exceed. @throws RangeError for no values */
export function percentileOf(values: readonly number[], share: number): number {
  if (values.length === 0) {
    throw new RangeError('No values have no percentile');
  }
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]!;
}

export function spreadOf(values: readonly number[]): Spread {
  return { median: medianOf(values), min: Math.min(...values), max: Math.max(...values) };
}

/** Our rounds beside a peer's: round by round, so that what slows the machine for a while slows both. */
export function compare({ what, unit, ours, peer, theirs, goal = undefined }: Comparison): Figure {
  if (ours.length !== theirs.length) {
    throw new RangeError(`${what}: ${ours.length} rounds of ours, ${theirs.length} of ${peer}`);
  }
  const figure = {
    what,
    unit,
    ours: spreadOf(ours),
    peer,
    theirs: spreadOf(theirs),
    ratio: spreadOf(ours.map((value, round) => value / theirs[round]!)),
  };
  return { ...figure, goal: goal ?? null, isMet: goal === undefined ? null : isMet(goal, figure) };
}

/** What a goal is held against. */
export function judgedBy({ of }: Goal, { ours, theirs, ratio }: Pick<Figure, 'ours' | 'theirs' | 'ratio'>): number {
  return { ratio: ratio.median, difference: ours.median - theirs.median, value: ours.median }[of];
}

function isMet(goal: Goal, figure: Pick<Figure, 'ours' | 'theirs' | 'ratio'>): boolean {
  const { atLeast = -Infinity, atMost = Infinity } = goal;
  const judged = judgedBy(goal, figure);
  return judged >= atLeast && judged <= atMost;
}
