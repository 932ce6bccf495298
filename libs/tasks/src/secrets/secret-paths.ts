import type { TypeLimit } from '@task-queue/contracts';
import { nestedClassOf, rulesOf, type FieldProblem, type Rule } from '@task-queue/problems';
import { keywordsOf } from '../handlers/params-schema-keywords.js';
import { taskParamOf } from '../handlers/task-param.js';

/** Where a secret stands in params: the names of fields, from outside in. */
export type SecretPath = readonly string[];

type ParamsClass = new () => object;

const pathsByClass = new WeakMap<ParamsClass, readonly SecretPath[]>();

/** Where the secrets of a params class stand. */
export function secretPathsOf(paramsClass: ParamsClass): readonly SecretPath[] {
  let paths = pathsByClass.get(paramsClass);
  if (paths === undefined) {
    paths = [...rulesOf(paramsClass)].flatMap(([property, rules]) =>
      taskParamOf(paramsClass, property)?.secret === true
        ? [[property]]
        : nestedPaths(paramsClass, property, rules).map((path) => [property, ...path]),
    );
    pathsByClass.set(paramsClass, paths);
  }
  return paths;
}

/** The value that stands there; `undefined` where none does. */
export function valueAt(params: unknown, path: SecretPath): unknown {
  return path.reduce<unknown>((at, name) => (isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined), params);
}

/** A copy with other values at these places; what is not there stays away. */
export function withValues<Params>(params: Params, values: readonly (readonly [SecretPath, unknown])[]): Params {
  const copy = structuredClone(params);
  for (const [path, value] of values) {
    const parent = valueAt(copy, path.slice(0, -1));
    if (isObject(parent)) {
      parent[path.at(-1)!] = value;
    }
  }
  return copy;
}

/** What is wrong with the secrets that a handler's params class declares. */
export function wrongOfSecrets(paramsClass: ParamsClass, limits: readonly TypeLimit[]): FieldProblem[] {
  const keys = new Set(limits.map(({ key }) => key as string));
  return [...rulesOf(paramsClass)].flatMap(([property, rules]) => {
    const wrong = (zh: string, en: string): FieldProblem[] => [{ field: `params.${property}`, message: { zh, en } }];
    if (taskParamOf(paramsClass, property)?.secret !== true) {
      const nested = nestedClassOf(paramsClass, property, rules);
      const isList = rules.some(({ each, kind }) => each || kind === 'isArray');
      const hidden = nestedPaths(paramsClass, property, rules);
      return isList && hidden.length > 0
        ? wrong('列表中不能有密文参数', 'is a list: what is secret in it could not be told apart when it changes')
        : nested === undefined
          ? []
          : wrongOfSecrets(nested, []).map(({ field, message }) => ({
              field: field.replace('params', `params.${property}`),
              message,
            }));
    }
    const { type, enum: choices } = keywordsOf(rules.filter(({ each }) => !each));
    return type !== 'string' || choices !== undefined || rules.some(({ each }) => each)
      ? wrong('密文参数必须是文本（@IsString）', 'is secret and no text: a secret is an @IsString')
      : keys.has(`param:${property}`)
        ? wrong('密文参数不能作为限制的键', 'is secret, and cannot be the key of a limit')
        : [];
  });
}

function nestedPaths(paramsClass: ParamsClass, property: string, rules: readonly Rule[]): readonly SecretPath[] {
  const nested = nestedClassOf(paramsClass, property, rules);
  return nested === undefined ? [] : secretPathsOf(nested);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
