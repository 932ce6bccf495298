/** Who asked a question, and who asked it while it was under way. */
interface Round<Answer> {
  readonly answer: Promise<Answer>;
  next?: Promise<Answer>;
}

/**
 * Questions that many ask at once, each put once for all who ask it before it is put. Whoever asks while one is under way waits for
 * the next, which is put when that is answered: an answer is never older than the asking. Where a question fails, so do those who
 * wait for the next: nothing of theirs was sent, and they have waited as long as they may.
 */
export class AskedOnce<Answer> {
  readonly #rounds = new Map<string, Round<Answer>>();

  /** @param key - what is asked: the same for the same question */
  ask(key: string, question: () => Promise<Answer>): Promise<Answer> {
    const underWay = this.#rounds.get(key);
    if (underWay === undefined) {
      return this.#put(key, question);
    }
    return (underWay.next ??= underWay.answer.then(() => this.#put(key, question)));
  }

  #put(key: string, question: () => Promise<Answer>): Promise<Answer> {
    const round: Round<Answer> = { answer: question() };
    this.#rounds.set(key, round);
    const forget = (): void => void this.#rounds.delete(key);
    round.answer.then(() => round.next === undefined && forget(), forget);
    return round.answer;
  }
}
