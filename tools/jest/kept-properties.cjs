/**
 * The own properties of an object that all files of a worker share, as a realm's globals: what a file changes of them is undone
 * before the next, and what packages made when they were loaded stays.
 */
module.exports = class KeptProperties {
  #object;
  /** As no test has seen them. */
  #untouched;

  constructor(object) {
    this.#object = object;
    this.#untouched = new Map(this.#now());
  }

  /** Loads a package: what it adds stays with it. */
  load(load) {
    const before = new Set(Reflect.ownKeys(this.#object));
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
        delete this.#object[key];
      } else if (configurable && (value !== descriptor.value || get !== descriptor.get)) {
        Object.defineProperty(this.#object, key, descriptor);
      }
    }
  }

  #now() {
    return Reflect.ownKeys(this.#object).map((key) => [key, Object.getOwnPropertyDescriptor(this.#object, key)]);
  }
};
