import { getMetadataStorage, ValidationTypes, type ValidationArguments } from 'class-validator';

type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];
type Fields = Readonly<Record<string, unknown>>;

/** Whether a property of an object is surely valid. */
type Check = (object: Fields, value: unknown) => boolean;

/** The checks of a class by property; `null` of one without rules, of which class-validator decides by its options. */
type Checks = ReadonlyMap<string, readonly Check[]> | null;

const checksByClass = new WeakMap<object, Checks>();

/**
 * Whether class-validator would find nothing wrong with an object, nor a property without rules. It asks the same rules, but
 * those of a class are put together once and nothing is made for an error. `false` says nothing: class-validator decides
 * then, and says what is wrong.
 */
export function isSurelyValid(object: object): boolean {
  const checks = checksOf(object.constructor);
  if (checks === null) {
    return false;
  }
  const fields = object as Fields;
  for (const property of Object.keys(fields)) {
    if (!checks.has(property)) {
      return false;
    }
  }
  for (const [property, all] of checks) {
    const value = fields[property];
    if (!all.every((check) => check(fields, value))) {
      return false;
    }
  }
  return true;
}

function checksOf(fieldsClass: unknown): Checks {
  if (typeof fieldsClass !== 'function') {
    return null;
  }
  let checks = checksByClass.get(fieldsClass);
  if (checks === undefined) {
    const rules = getMetadataStorage().getTargetValidationMetadatas(fieldsClass, '', false, false);
    const properties = Map.groupBy(rules, ({ propertyName }) => propertyName);
    checks = rules.length === 0 ? null : new Map([...properties].map(([name, own]) => [name, checksOfProperty(own)]));
    checksByClass.set(fieldsClass, checks);
  }
  return checks;
}

/** Where a condition does not hold, `@IsOptional` of what is left out among them, nothing else is asked. */
function checksOfProperty(rules: readonly Metadata[]): readonly Check[] {
  const conditions = rules.filter(({ type }) => type === ValidationTypes.CONDITIONAL_VALIDATION);
  const isAsked: readonly Check[] = conditions.map(({ constraints }) => constraints[0] as Check);
  const checks = rules.filter((rule) => !conditions.includes(rule)).flatMap(checksOfRule);
  if (isAsked.length === 0) {
    return checks;
  }
  return [
    (object, value) =>
      !isAsked.every((condition) => condition(object, value)) || checks.every((check) => check(object, value)),
  ];
}

function checksOfRule(rule: Metadata): readonly Check[] {
  const { type, constraintCls, validateIf, each } = rule;
  if (type === ValidationTypes.WHITELIST) {
    return [];
  }
  if (type === ValidationTypes.NESTED_VALIDATION) {
    return [(_object, value) => value === undefined || isNestedValid(value)];
  }
  const constraints = getMetadataStorage().getTargetValidatorConstraints(constraintCls);
  const isPlain = type === ValidationTypes.CUSTOM_VALIDATION || type === ValidationTypes.IS_DEFINED;
  if (!isPlain || validateIf !== undefined || constraints.some(({ async }) => async)) {
    return [() => false];
  }
  return constraints.map(({ instance }) => {
    const isValid = (value: unknown, told: ValidationArguments): boolean => instance.validate(value, told) === true;
    return (object, value) => {
      const told = argumentsOf(rule, object, value);
      if (!each || !isCollection(value)) {
        return isValid(value, told);
      }
      return Array.isArray(value) && value.every((item) => isValid(item, told));
    };
  });
}

function isNestedValid(value: unknown): boolean {
  const isValid = (item: unknown): boolean => item instanceof Object && !isCollection(item) && isSurelyValid(item);
  return Array.isArray(value) ? value.every(isValid) : isValid(value);
}

function isCollection(value: unknown): boolean {
  return Array.isArray(value) || value instanceof Set || value instanceof Map;
}

/** As class-validator gives them to a rule. */
function argumentsOf({ propertyName, constraints }: Metadata, object: Fields, value: unknown): ValidationArguments {
  const { name: targetName } = object.constructor;
  return { targetName, property: propertyName, object, value, constraints: constraints as unknown[] };
}
