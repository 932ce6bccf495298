/** The version of this application; `contract/openapi.spec.ts` compares it with package.json. */
export const VERSION = '0.1.0';
