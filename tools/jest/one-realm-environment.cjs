const { TestEnvironment } = require('jest-environment-node');
const { installCommonGlobals } = require('jest-util');
const KeptProperties = require('./kept-properties.cjs');

/** That of this worker, once there is one. */
let only;

/**
 * Node, with one realm for all files of a worker, so that packages may stay from one file to the next:
 * `kept-packages-runtime.cjs`. What a file changes of the globals is as before when the next begins, and `process` is a
 * new copy, as Jest makes one for each file.
 */
module.exports = class OneRealmEnvironment extends TestEnvironment {
  #globals;

  constructor(config, context) {
    if (only !== undefined) {
      const { Symbol, Date } = only.global;
      only.global.process = installCommonGlobals({ Symbol, Date }, {}).process;
      return only;
    }
    super(config, context);
    only = this;
    this.#globals = new KeptProperties(this.global);
  }

  /** @see KeptProperties.load */
  load(load) {
    return this.#globals.load(load);
  }

  /** Undoes what a file did; the realm itself stays. */
  async teardown() {
    this.fakeTimers.useRealTimers();
    this.fakeTimersModern.useRealTimers();
    this.#globals.restore();
  }
};
