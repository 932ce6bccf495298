import type { Bench } from './bench.ts';
import type { Figure } from './figures.ts';

/** Something that is measured beside its peers. */
export interface Row {
  /** As `--only` takes it. */
  readonly name: string;
  readonly title: string;
  /** Whether only the full form has it. @default false */
  readonly isFullOnly?: boolean;
  measure(bench: Bench): Promise<Outcome>;
}

/** What a row measured. */
export interface Outcome {
  readonly figures: readonly Figure[];
  /** Under which conditions: a sentence or two for the report. */
  readonly notes?: readonly string[];
  /** A table of its own beside the figures: its first line is the heading. */
  readonly table?: readonly (readonly string[])[];
}
