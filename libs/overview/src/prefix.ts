/** Injection token of what begins every key. */
export const PREFIX = Symbol('prefix of the keys');
