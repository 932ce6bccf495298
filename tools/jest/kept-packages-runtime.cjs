const { fileURLToPath } = require('node:url');
const { default: Runtime } = require('jest-runtime');

/** Packages that remember who asked first, for good: loaded anew in each file. */
const FOR_ONE_FILE = /\/node_modules\/(?:nestjs-pino|@opentelemetry)\//;

/**
 * By realm, the packages that were loaded in it: those required by their path, those imported by their address. What loads them
 * outlives the file that came first, as what they load later goes through it.
 */
const keptIn = new WeakMap();

/**
 * Jest’s runtime, but packages are loaded once in each worker instead of once in each file, which took most of what a
 * small file takes. Needs one of the environments beside it. Our own modules are new in each file, as ever.
 *
 * Jest has no door for this: where a new version of it calls its registries otherwise, `kept-packages.spec.ts` says so.
 */
module.exports = class KeptPackagesRuntime extends Runtime {
  constructor(...args) {
    super(...args);
    const [, environment] = args;
    if (!keptIn.has(environment)) {
      keptIn.set(environment, new KeptPackages(args));
    }
    const kept = keptIn.get(environment);
    const load = (loader) => (key) => environment.load(() => loader(key));
    this.registries.moduleRegistry = new Registry(
      kept.required,
      load((path) => kept.require(path)),
    );
    this.registries.esModuleRegistry = new Registry(
      kept.imported,
      load((address) => kept.import(address)),
    );
  }
};

/** Modules by path or address: ours are this file's, packages everybody's. */
class Registry extends Map {
  #packages;
  #load;

  constructor(packages, load) {
    super();
    this.#packages = packages;
    this.#load = load;
  }

  get(key) {
    return isPackage(key) ? (this.#packages.get(key) ?? this.#load(key)) : super.get(key);
  }

  has(key) {
    return this.get(key) !== undefined;
  }

  set(key, module) {
    if (isPackage(key)) {
      this.#packages.set(key, module);
      return this;
    }
    return super.set(key, module);
  }

  delete(key) {
    return isPackage(key) ? this.#packages.delete(key) : super.delete(key);
  }
}

function isPackage(key) {
  return key.includes('/node_modules/') && !/\.(?:json|node)$/.test(key) && !FOR_ONE_FILE.test(key);
}

/** What is kept of one realm. */
class KeptPackages {
  required = new Map();
  imported = new Map();
  #loader;

  constructor(args) {
    this.#loader = new Runtime(...args);
    this.#loader.registries.moduleRegistry = this.required;
    this.#loader.registries.esModuleRegistry = this.imported;
  }

  require(path) {
    this.#loader.requireModule(path);
    return this.required.get(path);
  }

  /** None where it is CommonJS, which is wrapped by whoever asks, or waits at its top. */
  import(address) {
    const path = /^file:[^?#]*$/.test(address) ? fileURLToPath(address) : undefined;
    if (path !== undefined && this.#loader.unstable_shouldLoadAsEsm(path)) {
      this.#loader.esmLoader.tryLoadGraphSync(path, '', 'sync-preferred');
    }
    return this.imported.get(address);
  }
}
