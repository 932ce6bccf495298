const { TestEnvironment } = require('jest-environment-node');
const { installCommonGlobals } = require('jest-util');

/** That of this worker, once there is one. */
let only;

/**
 * Node, with one realm for all files of a worker, so that packages may stay from one file to the next:
 * `kept-packages-runtime.cjs`. What a file changes of the globals is as before when the next begins, and `process` is a
 * new copy, as Jest makes one for each file.
 */
module.exports = class OneRealmEnvironment extends TestEnvironment {
  /** The globals as no test has seen them, and those that packages made when they were loaded. */
  #untouched;

  constructor(config, context) {
    if (only !== undefined) {
      const { Symbol, Date } = only.global;
      only.global.process = installCommonGlobals({ Symbol, Date }, {}).process;
      return only;
    }
    super(config, context);
    only = this;
    this.#untouched = new Map(this.#globals());
  }

  /** Loads a package: what it makes global stays with it. */
  load(load) {
    const before = new Set(Reflect.ownKeys(this.global));
    const loaded = load();
    for (const [key, descriptor] of this.#globals()) {
      if (!before.has(key)) {
        this.#untouched.set(key, descriptor);
      }
    }
    return loaded;
  }

  /** Undoes what a file did; the realm itself stays. */
  async teardown() {
    this.fakeTimers.useRealTimers();
    this.fakeTimersModern.useRealTimers();
    for (const [key, { configurable, value }] of this.#globals()) {
      const descriptor = this.#untouched.get(key);
      if (configurable && descriptor === undefined) {
        delete this.global[key];
      } else if (configurable && value !== descriptor.value) {
        Object.defineProperty(this.global, key, descriptor);
      }
    }
  }

  #globals() {
    return Reflect.ownKeys(this.global).map((key) => [key, Object.getOwnPropertyDescriptor(this.global, key)]);
  }
};
