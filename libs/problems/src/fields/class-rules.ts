import { plainToInstance } from 'class-transformer';
import { getMetadataStorage } from 'class-validator';

/** One class-validator decorator on a property. */
export interface Rule {
  /** class-validator's name of it, e.g. `isInt`, or one of `isOptional`, `condition`, `nested`, `allowed`. */
  readonly kind: string;
  /** What the decorator was given, e.g. `[1]` for `@Min(1)`. */
  readonly values: readonly unknown[];
  /** Whether it is about the items of a list. */
  readonly each: boolean;
  /** A sentence of the programmer's own. */
  readonly message: string | undefined;
}

type Rules = ReadonlyMap<string, readonly Rule[]>;

const rulesByClass = new WeakMap<object, Rules>();

/** The rules of a class by property, in the order of declaration; a property's decorators from top to bottom. */
export function rulesOf(fieldsClass: new () => object): Rules {
  let rules = rulesByClass.get(fieldsClass);
  if (rules === undefined) {
    rules = readRules(fieldsClass);
    rulesByClass.set(fieldsClass, rules);
  }
  return rules;
}

function readRules(fieldsClass: new () => object): Rules {
  const byProperty = new Map<string, Rule[]>();
  for (const metadata of getMetadataStorage().getTargetValidationMetadatas(fieldsClass, '', false, false)) {
    const rules = byProperty.get(metadata.propertyName) ?? [];
    // Decorators apply from the bottom up.
    rules.unshift({
      kind: kindOf(metadata.type, metadata.name),
      values: (metadata.constraints as unknown[] | undefined) ?? [],
      each: metadata.each,
      message: typeof metadata.message === 'string' ? metadata.message : undefined,
    });
    byProperty.set(metadata.propertyName, rules);
  }
  return byProperty;
}

function kindOf(type: string, name: string | undefined): string {
  switch (type) {
    case 'conditionalValidation':
      return name === 'isOptional' ? 'isOptional' : 'condition';
    case 'nestedValidation':
      return 'nested';
    case 'whitelistValidation':
      return 'allowed';
    default:
      return name ?? type;
  }
}

/** The class of what is nested in a property: what its `@Type` names, seen by transforming one; none where nothing is. */
export function nestedClassOf(
  fieldsClass: new () => object,
  property: string,
  rules: readonly Rule[],
): (new () => object) | undefined {
  if (!rules.some(({ kind }) => kind === 'nested')) {
    return undefined;
  }
  const probe = plainToInstance(fieldsClass, { [property]: [{}] }) as Record<string, unknown>;
  const value = probe[property];
  const nested = Array.isArray(value) ? (value[0] as unknown) : value;
  const nestedClass = typeof nested === 'object' && nested !== null ? nested.constructor : Object;
  return nestedClass === Object ? undefined : (nestedClass as new () => object);
}
