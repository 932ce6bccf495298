import { ReplyError } from 'ioredis';

/** An error that Redis answered with. */
export const Refusal = ReplyError as new (message: string) => Error; // ioredis does not declare it

/**
 * Most that is sent at once, and most of its text: Redis does nothing else meanwhile. Fewer than ask in a busy process, so that
 * Redis has the next of them to do while the process goes on with the last: with all in one script each waits for the other.
 */
const MOST_ASKED = 24;
const MOST_CHARACTERS = 1024 * 1024;

/** What was asked for, and who waits for its answer. */
interface Waiting<Asked, Answer> {
  readonly asked: Asked;
  readonly characters: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Sends what is asked for to Redis, and that together which is asked for while something is under way: what a process has to say
 * to a Redis that is busy with its last word goes in one script. Where nothing is under way it goes at once.
 */
export class SentTogether<Asked, Answer> {
  #waiting: Waiting<Asked, Answer>[] = [];
  #underWay: Promise<void> | null = null;

  /** @param send - answers each in its place; a refusal is of that one alone */
  constructor(private readonly send: (asked: readonly Asked[]) => Promise<readonly Answer[]>) {}

  /** @param characters - how much text it is, where that may be much */
  ask(asked: Asked, characters = 0): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ asked, characters, resolve, reject });
      if (this.#underWay === null) {
        this.#sendNext();
      }
    });
  }

  /** When all that was asked for is answered. */
  async settled(): Promise<void> {
    while (this.#underWay !== null) {
      await this.#underWay;
    }
  }

  #sendNext(): void {
    const some = this.#take();
    if (some.length === 0) {
      return;
    }
    this.#underWay = this.send(some.map(({ asked }) => asked)).then(
      (answers) => {
        this.#underWay = null;
        this.#sendNext(); // Redis has something to do while the callers go on
        some.forEach((each, i) => settle(each, answers[i]!));
      },
      (error: unknown) => {
        this.#underWay = null;
        // Who waited behind a connection that broke has waited as long as it may; nothing of theirs was sent.
        const others = error instanceof Refusal ? [] : this.#waiting.splice(0);
        [...some, ...others].forEach(({ reject }) => reject(error));
        this.#sendNext();
      },
    );
  }

  /** As many as go together, in the order in which they were asked for. */
  #take(): readonly Waiting<Asked, Answer>[] {
    let characters = 0;
    const tooMuch = this.#waiting.findIndex((each, i) => {
      characters += each.characters;
      return i > 0 && (i >= MOST_ASKED || characters > MOST_CHARACTERS);
    });
    return this.#waiting.splice(0, tooMuch === -1 ? MOST_ASKED : tooMuch);
  }
}

function settle<Answer>({ resolve, reject }: Waiting<unknown, Answer>, answer: Answer): void {
  if (answer instanceof Refusal) {
    reject(answer);
  } else {
    resolve(answer);
  }
}
