import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Answer } from './answer.js';
import { withoutOtherFields } from './closed-schemas.js';
import { operationsOf, type OpenApi, type PlacedOperation } from './openapi.js';

/** Headers that an answer may leave out although the document names them. */
const OPTIONAL_HEADERS = ['Set-Cookie', 'Content-Length', 'Task-Deduplicated', 'RateLimit', 'RateLimit-Policy'];

/**
 * Holds answers to a document: throws where one has a status, a content type, a field too many or too few, or lacks a
 * header that the document says otherwise. An address that is not in the document is let pass.
 */
export function answerCheck(document: OpenApi): (method: string, path: string, answer: Answer<unknown>) => void {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addFormat('password', true).addFormat('binary', true);
  ajv.addSchema(withoutOtherFields(document), 'api');
  const operations = operationsOf(document).map((operation) => ({
    ...operation,
    pattern: new RegExp(`^${operation.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
  }));
  const validators = new Map<string, ValidateFunction>();

  return (method, path, { status, headers, body }) => {
    const operation = findOperation(operations, method, path.split('?')[0]!);
    if (operation === undefined || status === 431) {
      return; // an address there is not, or headers too large to be anybody's call
    }
    const what = `${operation.name} → ${status}`;
    const response = operation.operation.responses[status];
    if (response === undefined) {
      throw new Error(`${what} is not documented: ${JSON.stringify(body)}`);
    }
    for (const name of Object.keys(response.headers ?? {})) {
      if (!headers.has(name) && !OPTIONAL_HEADERS.includes(name)) {
        throw new Error(`${what} has no header ${name}`);
      }
    }
    const given = headers.get('content-type')?.split(';')[0];
    const type = [given, '*/*'].find((candidate) => candidate !== undefined && candidate in (response.content ?? {}));
    if (type === undefined) {
      if (response.content !== undefined || body !== '') {
        throw new Error(`${what} is documented as ${Object.keys(response.content ?? {}).join()}, not ${given}`);
      }
      return;
    }
    if (type === '*/*') {
      return; // a file
    }
    const place = ['paths', operation.path, operation.method.toLowerCase(), 'responses', String(status)];
    const pointer =
      response.$ref === undefined
        ? ['api#', ...[...place, 'content', type, 'schema'].map(escaped)].join('/')
        : `api${response.$ref}/content/${escaped(type)}/schema`;
    const validate = validators.get(pointer) ?? ajv.compile({ $ref: pointer });
    validators.set(pointer, validate);
    if (!validate(body)) {
      throw new Error(
        `${what} is not as documented: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(body).slice(0, 1_000)}`,
      );
    }
  };
}

function findOperation(
  operations: readonly (PlacedOperation & { readonly pattern: RegExp })[],
  method: string,
  path: string,
): PlacedOperation | undefined {
  const fits = operations.filter((operation) => operation.method === method && operation.pattern.test(path));
  // `/tasks/types` is not the task named `types`.
  return fits.find((operation) => operation.path === path) ?? fits[0];
}

function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}
