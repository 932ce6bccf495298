/** A body in the document. */
export interface Media {
  readonly schema?: object;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

/** An answer in the document. */
export interface ResponseOf {
  readonly $ref?: string;
  readonly description?: string;
  readonly headers?: Readonly<Record<string, object>>;
  readonly content?: Readonly<Record<string, Media>>;
}

/** One operation of the document, as far as the tests read it. */
export interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly description?: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, ResponseOf>>;
}

/** The OpenAPI document, as far as the tests read it. */
export interface OpenApi {
  readonly info: { readonly version: string };
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    readonly responses: Readonly<Record<string, ResponseOf>>;
  };
}

/** An operation and where it is. */
export interface PlacedOperation {
  readonly method: string;
  readonly path: string;
  /** e.g. `GET /api/tasks/{id}` */
  readonly name: string;
  readonly operation: Operation;
}

/** Every operation of a document, its responses written out. */
export function operationsOf(document: OpenApi): PlacedOperation[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([verb, operation]) => {
      const method = verb.toUpperCase();
      const responses = Object.fromEntries(
        Object.entries(operation.responses).map(([status, response]) => [status, resolved(document, response)]),
      );
      return { method, path, name: `${method} ${path}`, operation: { ...operation, responses } };
    }),
  );
}

function resolved({ components }: OpenApi, response: ResponseOf): ResponseOf {
  const { $ref } = response;
  return $ref === undefined ? response : { ...components.responses[$ref.split('/').at(-1)!], $ref };
}
