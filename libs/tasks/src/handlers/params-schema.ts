import 'reflect-metadata';
import { getMetadataStorage } from 'class-validator';
import { taskParamOf } from './task-param.js';

/** A JSON Schema (2020-12), as plain JSON. */
export type JsonSchema = Readonly<Record<string, unknown>>;

interface Rule {
  readonly name: string;
  readonly values: readonly unknown[];
  readonly each: boolean;
}

/**
 * The JSON Schema of a params class, from its class-validator decorators: what the create dialog builds its fields
 * from and an integrator validates with. Validators that JSON Schema has no word for are left out, so the schema
 * never refuses what the class accepts. A property is required when it is neither optional nor has a default.
 */
export function paramsSchemaOf(paramsClass: new () => object): JsonSchema {
  const defaults = new paramsClass() as Record<string, unknown>;
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const [property, rules] of rulesOf(paramsClass)) {
    const label = taskParamOf(paramsClass, property);
    const value = defaults[property];
    properties[property] = {
      ...(label && { title: label.title.zh, 'x-title': label.title }),
      ...(label?.description && { description: label.description.zh, 'x-description': label.description }),
      ...propertySchema(paramsClass, property, rules),
      ...(value === undefined ? {} : { default: value }),
    };
    if (value === undefined && !rules.some(({ name }) => name === 'isOptional')) {
      required.push(property);
    }
  }
  return {
    type: 'object',
    properties,
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

function rulesOf(paramsClass: new () => object): Map<string, Rule[]> {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(paramsClass, '', false, false);
  const byProperty = new Map<string, Rule[]>();
  // Decorators apply from the bottom up, so the newest property stands last already; keep the order of declaration.
  for (const { propertyName, name, type, constraints, each } of metadata) {
    const rules = byProperty.get(propertyName) ?? [];
    const rule = type === 'conditionalValidation' ? 'isOptional' : type === 'nestedValidation' ? type : (name ?? type);
    rules.push({ name: rule, values: (constraints as unknown[] | undefined) ?? [], each });
    byProperty.set(propertyName, rules);
  }
  return byProperty;
}

function propertySchema(paramsClass: new () => object, property: string, rules: readonly Rule[]): JsonSchema {
  if (rules.some(({ name }) => name === 'nestedValidation')) {
    const declared = Reflect.getMetadata('design:type', paramsClass.prototype as object, property) as unknown;
    const isClass = typeof declared === 'function' && declared !== Object && declared !== Array;
    return isClass ? paramsSchemaOf(declared as new () => object) : { type: 'object' };
  }
  const own = rules.filter(({ each }) => !each);
  const items = rules.filter(({ each }) => each);
  const schema = Object.assign({}, ...own.map(ruleSchema)) as JsonSchema;
  return items.length === 0
    ? schema
    : { type: 'array', ...schema, items: Object.assign({}, ...items.map(ruleSchema)) as JsonSchema };
}

function ruleSchema({ name, values }: Rule): JsonSchema {
  const [first, second] = values;
  switch (name) {
    case 'isString':
    case 'isNotEmpty':
      return name === 'isString' ? { type: 'string' } : { minLength: 1 };
    case 'minLength':
      return { type: 'string', minLength: first };
    case 'maxLength':
      return { type: 'string', maxLength: first };
    case 'isLength':
      return { type: 'string', minLength: first, ...(second === undefined ? {} : { maxLength: second }) };
    case 'matches':
      return { type: 'string', pattern: (first as RegExp).source };
    case 'isEmail':
      return { type: 'string', format: 'email' };
    case 'isUuid':
      return { type: 'string', format: 'uuid' };
    case 'isUrl':
      return { type: 'string', format: 'uri' };
    case 'isIso8601':
    case 'isDateString':
      return { type: 'string', format: 'date-time' };
    case 'isInt':
      return { type: 'integer' };
    case 'isNumber':
      return { type: 'number' };
    case 'isPositive':
      return { exclusiveMinimum: 0 };
    case 'min':
      return { minimum: first };
    case 'max':
      return { maximum: first };
    case 'isBoolean':
      return { type: 'boolean' };
    case 'isIn':
      return { enum: first };
    case 'isEnum':
      return { enum: Object.values(first as object) };
    case 'isArray':
      return { type: 'array' };
    case 'arrayMinSize':
      return { type: 'array', minItems: first };
    case 'arrayMaxSize':
      return { type: 'array', maxItems: first };
    case 'arrayUnique':
      return { type: 'array', uniqueItems: true };
    case 'isObject':
      return { type: 'object' };
    default:
      return {};
  }
}
