const { TestEnvironment } = require('jest-environment-jsdom');
const KeptProperties = require('./kept-properties.cjs');

/** That of this worker, once there is one. */
let only;

/**
 * A page of jsdom, one for all files of a worker, so that packages, Angular among them, may stay from one file to the next
 * (`kept-packages-runtime.cjs`) and need not be compiled again. The next file finds the page as if no other had run: empty,
 * at its first address, with nothing stored, nobody listening and no timer running.
 */
module.exports = class OnePageEnvironment extends TestEnvironment {
  #kept;
  #listeners = [];
  #isLoading = false;

  constructor(config, context) {
    if (only !== undefined) {
      only.#speakTo(context.console);
      return only;
    }
    super(config, context);
    only = this;
    const { window } = this.dom;
    const { document, navigator, history, screen } = window;
    [window, document].forEach((target) => this.#noteListeners(target));
    const objects = [window, document, document.documentElement, navigator, history, screen];
    this.#kept = objects.map((object) => new KeptProperties(object));
  }

  /** @see KeptProperties.load */
  load(load) {
    this.#isLoading = true;
    try {
      return this.#kept[0].load(load);
    } finally {
      this.#isLoading = false;
    }
  }

  /** Undoes what a file did; the page itself stays. */
  async teardown() {
    this.fakeTimers.useRealTimers();
    this.fakeTimersModern.useRealTimers();
    this.#kept.forEach((object) => object.restore());
    for (const [target, ...listener] of this.#listeners.splice(0)) {
      target.removeEventListener(...listener);
    }
    this.#stopTimers();
    const { document, localStorage, sessionStorage, history } = this.dom.window;
    for (const element of [document.documentElement, document.head, document.body]) {
      element.getAttributeNames().forEach((name) => element.removeAttribute(name));
    }
    document.head.replaceChildren();
    document.body.replaceChildren();
    localStorage.clear();
    sessionStorage.clear();
    history.replaceState(null, '', '/');
    this.#forgetSelectors();
  }

  /** What jsdom itself has to say is the next file's. */
  #speakTo(console) {
    const { virtualConsole } = this.dom;
    virtualConsole.removeAllListeners();
    virtualConsole.sendTo(console, { omitJSDOMErrors: true });
    virtualConsole.on('jsdomError', (error) => console.error(error));
  }

  #noteListeners(target) {
    const add = target.addEventListener;
    target.addEventListener = (...listener) => {
      if (!this.#isLoading) {
        this.#listeners.push([target, ...listener]);
      }
      return add.apply(target, listener);
    };
  }

  /** What jsdom's selectors found last holds every page that was: those of the next file are made anew. */
  #forgetSelectors() {
    const { document } = this.dom.window;
    const symbol = Object.getOwnPropertySymbols(document).find(({ description }) => description === 'impl');
    document[symbol]._nwsapi = document[symbol]._nwsapiDontThrow = undefined;
  }

  /** Timers have ascending numbers. */
  #stopTimers() {
    const { window } = this.dom;
    for (let id = window.setTimeout(() => undefined); id > 0; id -= 1) {
      window.clearTimeout(id);
    }
    for (let id = window.requestAnimationFrame(() => undefined); id > 0; id -= 1) {
      window.cancelAnimationFrame(id);
    }
  }
};
