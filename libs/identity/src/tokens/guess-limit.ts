import { networkOf } from '@task-queue/access';
import { TooManyRequestsError } from '@task-queue/problems';

const WINDOW_MS = 60_000;

/** Tokens that are none, from one network in a minute: who has forgotten to replace a revoked one makes few. */
const MOST_GUESSES = 60;

/** Networks that are remembered; beyond them a new one counts with the others beyond. */
const MOST_NETWORKS = 10_000;

/** Slows down who tries tokens: so many that are none in a minute, then a wait. Counted in each process by itself. */
export class GuessLimit {
  readonly #guesses = new Map<string, number>();
  #windowEndsMs = 0;

  /** @param address - where it comes from, if that is known @throws TooManyRequestsError with the seconds to wait */
  require(address: string | undefined): void {
    if (address !== undefined && (this.#guesses.get(this.#network(address)) ?? 0) >= MOST_GUESSES) {
      throw new TooManyRequestsError(Math.ceil((this.#windowEndsMs - performance.now()) / 1000));
    }
  }

  /** A token from there was none. */
  count(address: string | undefined): void {
    if (address !== undefined) {
      const network = this.#network(address);
      this.#guesses.set(network, (this.#guesses.get(network) ?? 0) + 1);
    }
  }

  #network(address: string): string {
    if (performance.now() >= this.#windowEndsMs) {
      this.#guesses.clear();
      this.#windowEndsMs = performance.now() + WINDOW_MS;
    }
    const network = networkOf(address);
    return this.#guesses.size < MOST_NETWORKS || this.#guesses.has(network) ? network : '';
  }
}
