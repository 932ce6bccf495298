const PROTOTYPE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** How deep JSON from outside may be nested. */
export const MAX_JSON_DEPTH = 32;

/** Whether arrays and objects stand in one another more than {@link MAX_JSON_DEPTH} deep. */
export function isNestedTooDeep(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  return depth > MAX_JSON_DEPTH || Object.values(value).some((inner) => isNestedTooDeep(inner, depth + 1));
}

/**
 * The path of the first key that could reach a prototype, or of the first value nested too deep; `null` where
 * there is none.
 *
 * @param path - where the value itself stands; nowhere when left out
 */
export function findPrototypeKey(value: unknown, path = '', depth = 0): string | null {
  if (typeof value !== 'object' || value === null) {
    return null;
  }
  if (depth > MAX_JSON_DEPTH) {
    return path;
  }
  for (const [key, inner] of Object.entries(value)) {
    const innerPath = path === '' ? key : `${path}.${key}`;
    const found = PROTOTYPE_KEYS.has(key) ? innerPath : findPrototypeKey(inner, innerPath, depth + 1);
    if (found !== null) {
      return found;
    }
  }
  return null;
}
