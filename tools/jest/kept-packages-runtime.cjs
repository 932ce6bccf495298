const { fileURLToPath } = require('node:url');
const { default: Runtime } = require('jest-runtime');

/** Packages that remember who asked first, for good: loaded anew in each file. */
const FOR_ONE_FILE = /\/node_modules\/(?:nestjs-pino|@opentelemetry)\//;

/** Packages that were loaded in this worker: those required by their path, those imported by their address. */
const required = new Map();
const imported = new Map();

/** What loads packages; it outlives the file that came first, as what they load later goes through it. */
let keeper;

/**
 * Jest’s runtime, but packages are loaded once in each worker instead of once in each file, which took most of what a
 * small file takes. Needs the environment beside it. Our own modules are new in each file, as ever.
 *
 * Jest has no door for this: where a new version of it calls its registries otherwise, `kept-packages.spec.ts` says so.
 */
module.exports = class KeptPackagesRuntime extends Runtime {
  constructor(...args) {
    super(...args);
    const [, environment] = args;
    if (keeper === undefined) {
      keeper = new Runtime(...args);
      keeper.registries.moduleRegistry = required;
      keeper.registries.esModuleRegistry = imported;
    }
    const load = (loader) => (key) => environment.load(() => loader(key));
    this.registries.moduleRegistry = new Registry(required, load(requirePackage));
    this.registries.esModuleRegistry = new Registry(imported, load(importPackage));
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

function requirePackage(path) {
  keeper.requireModule(path);
  return required.get(path);
}

/** None where it is CommonJS, which is wrapped by whoever asks, or waits at its top. */
function importPackage(address) {
  const path = /^file:[^?#]*$/.test(address) ? fileURLToPath(address) : undefined;
  if (path !== undefined && keeper.unstable_shouldLoadAsEsm(path)) {
    keeper.esmLoader.tryLoadGraphSync(path, '', 'sync-preferred');
  }
  return imported.get(address);
}
