import { Inject, Injectable } from '@nestjs/common';
import { SECRET_MASK, type LocalizedText } from '@task-queue/contracts';
import { ValidationError } from '@task-queue/problems';
import { canonicalJson } from '../domain/canonical-json.js';
import { TASKS_OPTIONS } from '../tasks-options.js';
import { KeyRing, type SecretsOptions } from './key-ring.js';
import { secretPathsOf, valueAt, withValues, type SecretPath } from './secret-paths.js';

/** What params belong to: sealed for one, secrets do not open for another. */
export interface ParamsOwner {
  readonly type: string;
  /** The id of who owns the task or schedule. */
  readonly owner: string;
}

/** Params as they are kept. */
export interface SealedParams {
  /** With the mask where a secret stands. */
  readonly shown: Params;
  /** The secrets; `null` where there are none. */
  readonly sealed: string | null;
}

/** Params with their secrets. */
export interface OpenedParams {
  readonly params: Params;
  /** The id of who gave the secrets: they alone may have them kept for other params. `null` where there are none. */
  readonly givenBy: string | null;
  /** Their values. */
  readonly secrets: readonly unknown[];
}

type Params = Readonly<Record<string, unknown>>;
type ParamsClass = new () => object;

/** What is sealed, as JSON. */
interface Secrets {
  readonly by: string;
  readonly values: readonly (readonly [SecretPath, unknown])[];
}

const A_MASK: LocalizedText = {
  zh: '这是密文的掩码，不是它的值；请重新填写',
  en: 'is what stands for a secret, not its value: give the value',
};

/**
 * Takes the secrets out of params and puts them back. What is kept, told and shown of a task has the mask in their place from
 * the start, and the secrets stand sealed beside it: nobody but who opens them has to know which they are.
 */
@Injectable()
export class SecretParams {
  readonly #keys: KeyRing;

  constructor(@Inject(TASKS_OPTIONS) { secrets }: SecretsOptions) {
    this.#keys = new KeyRing(secrets?.keys);
  }

  get canSeal(): boolean {
    return this.#keys.canSeal;
  }

  /** @param params - as JSON has them @param givenBy - the id of who gave the secrets in them */
  seal(paramsClass: ParamsClass, params: Params, { type, owner }: ParamsOwner, givenBy: string): SealedParams {
    const values = secretsIn(paramsClass, params);
    if (values.length === 0) {
      return { shown: params, sealed: null };
    }
    const shown = masked(params, values);
    const secrets: Secrets = { by: givenBy, values };
    return { shown, sealed: this.#keys.seal(JSON.stringify(secrets), canonicalJson([type, owner, shown])) };
  }

  /** @throws SecretsUnreadableError */
  open({ shown, sealed }: SealedParams, { type, owner }: ParamsOwner): OpenedParams {
    if (sealed === null) {
      return { params: shown, givenBy: null, secrets: [] };
    }
    const { by, values } = JSON.parse(this.#keys.open(sealed, canonicalJson([type, owner, shown]))) as Secrets;
    return { params: withValues(shown, values), givenBy: by, secrets: values.map(([, value]) => value) };
  }

  /** Params as they may be shown, also those that were kept before a param of their class was secret. */
  shown(paramsClass: ParamsClass | undefined, params: Params): Params {
    const values = paramsClass === undefined ? [] : secretsIn(paramsClass, params);
    return values.length === 0 ? params : masked(params, values);
  }

  /** Tells params apart, and says nothing of what is secret in them. */
  digest(params: unknown): string {
    return this.#keys.digest(canonicalJson(params));
  }

  /** The same by each key, the first one first. */
  digests(params: unknown): readonly string[] {
    return this.#keys.digests(canonicalJson(params));
  }
}

/** The secrets of some params, with where they stand. */
export function secretsIn(paramsClass: ParamsClass, params: unknown): readonly (readonly [SecretPath, unknown])[] {
  return secretPathsOf(paramsClass)
    .map((path) => [path, valueAt(params, path)] as const)
    .filter(([, value]) => value !== undefined && value !== null);
}

/** @throws ValidationError where a mask stands for a secret whose value is not known here */
export function requireNoMasks(paramsClass: ParamsClass, params: unknown): void {
  const wrong = secretsIn(paramsClass, params).filter(([, value]) => value === SECRET_MASK);
  if (wrong.length > 0) {
    throw new ValidationError(wrong.map(([path]) => ({ field: `params.${path.join('.')}`, message: A_MASK })));
  }
}

/** Params with the secrets of others in place of the masks that stand for them. A mask for which there is none stays. */
export function withKept(paramsClass: ParamsClass, params: Params, kept: Params): Params {
  const values = secretsIn(paramsClass, params)
    .filter(([, value]) => value === SECRET_MASK)
    .map(([path]) => [path, valueAt(kept, path) ?? SECRET_MASK] as const);
  return values.length === 0 ? params : withValues(params, values);
}

function masked(params: Params, values: readonly (readonly [SecretPath, unknown])[]): Params {
  return withValues(
    params,
    values.map(([path]) => [path, SECRET_MASK] as const),
  );
}
