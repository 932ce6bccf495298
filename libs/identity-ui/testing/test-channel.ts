/** The channel between the tabs of a browser, which jsdom lacks: a message reaches everybody but who sent it, soon. */
export class TestChannel {
  static #open = new Set<TestChannel>();
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;

  constructor(readonly name: string) {
    TestChannel.#open.add(this);
  }

  /** Puts it where the page looks, with nobody on it. */
  static install(): void {
    TestChannel.#open = new Set();
    Object.assign(globalThis, { BroadcastChannel: TestChannel });
  }

  postMessage(data: unknown): void {
    for (const other of TestChannel.#open) {
      if (other !== this && other.name === this.name) {
        setTimeout(() => other.onmessage?.({ data }));
      }
    }
  }

  close(): void {
    TestChannel.#open.delete(this);
  }
}
