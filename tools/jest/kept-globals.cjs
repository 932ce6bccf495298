/**
 * The globals of a realm that all files of a worker share: what a file changes of them is undone before the next, and what
 * packages made when they were loaded stays.
 */
module.exports = class KeptGlobals {
  #global;
  /** As no test has seen them. */
  #untouched;

  constructor(global) {
    this.#global = global;
    this.#untouched = new Map(this.#now());
  }

  /** Loads a package: what it makes global stays with it. */
  load(load) {
    const before = new Set(Reflect.ownKeys(this.#global));
    const loaded = load();
    for (const [key, descriptor] of this.#now()) {
      if (!before.has(key)) {
        this.#untouched.set(key, descriptor);
      }
    }
    return loaded;
  }

  /** Undoes what a file did. */
  restore() {
    for (const [key, { configurable, value, get }] of this.#now()) {
      const descriptor = this.#untouched.get(key);
      if (configurable && descriptor === undefined) {
        delete this.#global[key];
      } else if (configurable && (value !== descriptor.value || get !== descriptor.get)) {
        Object.defineProperty(this.#global, key, descriptor);
      }
    }
  }

  #now() {
    return Reflect.ownKeys(this.#global).map((key) => [key, Object.getOwnPropertyDescriptor(this.#global, key)]);
  }
};
