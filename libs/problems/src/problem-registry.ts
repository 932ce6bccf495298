import type { ErrorCode, FieldError, LocalizedText } from '@task-queue/contracts';
import type { ProblemMembers } from './problem-error.js';

/** What is said of a code, and the HTTP status it is said with. */
export interface ProblemText {
  readonly status: number;
  readonly detail: LocalizedText;
  /** Fields as an answer with this code names them, for the API's documentation. */
  readonly exampleErrors?: readonly FieldError[];
  /** What an answer with this code has besides, for the same. */
  readonly exampleMembers?: ProblemMembers;
}

/** What is said of each of some codes. */
export type ProblemTexts<Code extends ErrorCode> = Readonly<Record<Code, ProblemText>>;

/** Codes with the capability that brought each. */
export class ProblemRegistry {
  readonly #entries = new Map<ErrorCode, { readonly capability: string; readonly text: ProblemText }>();

  /** @throws Error where a code was brought before */
  add(capability: string, texts: ProblemTexts<ErrorCode> | Partial<ProblemTexts<ErrorCode>>): void {
    for (const [code, text] of Object.entries(texts) as [ErrorCode, ProblemText][]) {
      const before = this.#entries.get(code);
      if (before !== undefined) {
        throw new Error(`The code ${code} is claimed twice: by ${before.capability} and by ${capability}`);
      }
      this.#entries.set(code, { capability, text });
    }
  }

  /** @throws Error where no capability brought the code */
  textOf(code: ErrorCode): ProblemText {
    const entry = this.#entries.get(code);
    if (entry === undefined) {
      throw new Error(`Nobody says what ${code} means: its capability calls defineProblems`);
    }
    return entry.text;
  }

  has(code: ErrorCode): boolean {
    return this.#entries.has(code);
  }

  /** Every code that was brought. */
  get codes(): readonly ErrorCode[] {
    return [...this.#entries.keys()];
  }
}

/** The codes of this process. */
export const PROBLEMS = new ProblemRegistry();

/**
 * Brings the codes of a capability, each with its status and its sentence in both languages. Called once, in a file of
 * the capability's own that its controllers import: the program does not start where two capabilities claim a code.
 *
 * @example defineProblems<PeopleCode>('people', { USERNAME_TAKEN: { status: 409, detail: { zh: '…', en: '…' } }, … })
 * @throws Error where a code was brought before
 */
export function defineProblems<Code extends ErrorCode>(capability: string, texts: ProblemTexts<Code>): void {
  PROBLEMS.add(capability, texts);
}
