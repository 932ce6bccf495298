import { nestedClassOf, rulesOf, type Rule } from '@task-queue/problems';
import { keywordsOf, type JsonSchema } from './params-schema-keywords.js';
import { taskParamOf } from './task-param.js';

export type { JsonSchema } from './params-schema-keywords.js';

/**
 * The JSON Schema (2020-12) of a params class, from its class-validator decorators: what the create dialog builds its
 * fields from and an integrator validates with. A validator that JSON Schema has no word for is left out, so the
 * schema refuses nothing that the class accepts, save a `null` for an optional property. A property is required when
 * it is neither optional nor has a default; the defaults are the values of `new paramsClass()`. A secret one is `writeOnly`, and its
 * default is told nobody.
 *
 * @example paramsSchemaOf(GreetParams) // { type: 'object', properties: { name: { type: 'string', … } }, … }
 */
export function paramsSchemaOf(paramsClass: new () => object): JsonSchema {
  const defaults = new paramsClass() as Record<string, unknown>;
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const [property, rules] of rulesOf(paramsClass)) {
    const defaultValue = defaults[property];
    const isSecret = taskParamOf(paramsClass, property)?.secret === true;
    properties[property] = {
      ...labels(paramsClass, property),
      ...propertySchema(paramsClass, property, rules),
      ...(isSecret ? { writeOnly: true } : {}),
      ...(defaultValue === undefined || isSecret
        ? {}
        : { default: JSON.parse(JSON.stringify(defaultValue)) as unknown }),
    };
    const canBeLeftOut = rules.some(({ kind }) => kind === 'isOptional' || kind === 'condition');
    if (defaultValue === undefined && !canBeLeftOut) {
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

function labels(paramsClass: new () => object, property: string): JsonSchema {
  const label = taskParamOf(paramsClass, property);
  return {
    ...(label?.title && { title: label.title.zh, 'x-title': label.title }),
    ...(label?.description && { description: label.description.zh, 'x-description': label.description }),
  };
}

function propertySchema(paramsClass: new () => object, property: string, rules: readonly Rule[]): JsonSchema {
  if (rules.some(({ kind }) => kind === 'condition')) {
    return {}; // @ValidateIf: the other rules hold only sometimes
  }
  const own = keywordsOf(rules.filter(({ each, kind }) => !each && kind !== 'nested'));
  const ofItems = rules.filter(({ each, kind }) => each && kind !== 'nested');
  const isList = ofItems.length > 0 || own['type'] === 'array' || rules.some(({ each }) => each);
  const nestedClass = nestedClassOf(paramsClass, property, rules);
  if (!isList) {
    return nestedClass ? { ...own, ...paramsSchemaOf(nestedClass) } : own;
  }
  const items = nestedClass ? paramsSchemaOf(nestedClass) : keywordsOf(ofItems);
  return { ...own, type: 'array', ...(Object.keys(items).length > 0 ? { items } : {}) };
}
