const PROTOTYPE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** How deep JSON from outside may be nested. */
export const MAX_JSON_DEPTH = 32;

/**
 * The path of the first key that could reach a prototype, or of the first value nested too deep; `null` where
 * there is none.
 */
export function findPrototypeKey(value: unknown, path: string, depth = 0): string | null {
  if (typeof value !== 'object' || value === null) {
    return null;
  }
  if (depth > MAX_JSON_DEPTH) {
    return path;
  }
  for (const [key, inner] of Object.entries(value)) {
    const innerPath = `${path}.${key}`;
    const found = PROTOTYPE_KEYS.has(key) ? innerPath : findPrototypeKey(inner, innerPath, depth + 1);
    if (found !== null) {
      return found;
    }
  }
  return null;
}
