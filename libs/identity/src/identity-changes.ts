import { Injectable } from '@nestjs/common';

type Listener = (userId: string) => Promise<void>;

/** Who wants to know when a person may no longer be who they were: accounts know nothing of sockets. */
@Injectable()
export class IdentityChanges {
  readonly #listeners: Listener[] = [];

  onChange(listener: Listener): void {
    this.#listeners.push(listener);
  }

  /** Resolves when everybody knows; one who cannot be told finds out later by itself. */
  async tell(userId: string): Promise<void> {
    await Promise.allSettled(this.#listeners.map((listener) => listener(userId)));
  }
}
