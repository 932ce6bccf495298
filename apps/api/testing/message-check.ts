import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { withoutOtherFields } from './closed-schemas.js';

/** The AsyncAPI document, as far as the tests read it. */
export interface AsyncApi {
  readonly asyncapi: string;
  readonly info: { readonly version: string };
  readonly channels: {
    readonly tasks: {
      readonly address: string;
      readonly messages: Readonly<Record<string, { readonly name: string }>>;
    };
  };
  readonly operations: Readonly<
    Record<
      string,
      {
        readonly action: 'send' | 'receive';
        readonly messages: readonly { readonly $ref: string }[];
        readonly reply?: { readonly messages: readonly { readonly $ref: string }[] };
      }
    >
  >;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

/**
 * Holds what is said over sockets to a document: what is wrong with a message of this name, or `null`. One that the document
 * does not know, or a field that it does not, is wrong too.
 */
export function messageCheck(document: AsyncApi): (name: string, payload: unknown) => string | null {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addFormat('uuid', true); // tests append events of tasks that never were, under names
  ajv.addSchema(withoutOtherFields(document), 'live');
  const validators = new Map<string, ValidateFunction>();
  return (name, payload) => {
    if (!(name in document.channels.tasks.messages)) {
      return `${name} is not documented`;
    }
    const pointer = `live#/channels/tasks/messages/${encodeURIComponent(name)}/payload`;
    const validate = validators.get(pointer) ?? ajv.compile({ $ref: pointer });
    validators.set(pointer, validate);
    return validate(payload)
      ? null
      : `${name} is not as documented: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(payload)}`;
  };
}
