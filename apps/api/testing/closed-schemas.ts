/** A document as far as it has schemas: OpenAPI's and AsyncAPI's do. */
interface WithSchemas {
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

/** The document with objects that have the documented fields and no others. */
export function withoutOtherFields(document: WithSchemas): object {
  const schemas = Object.entries(document.components.schemas).map(([name, schema]): [string, object] => [
    name,
    'properties' in schema ? { ...schema, additionalProperties: false } : schema,
  ]);
  return { ...document, components: { ...document.components, schemas: Object.fromEntries<object>(schemas) } };
}
