/** The map that another has under a name; an empty one where it had none. */
export function inner<Name, Key, Value>(outer: Map<Name, Map<Key, Value>>, name: Name): Map<Key, Value> {
  let found = outer.get(name);
  if (found === undefined) {
    outer.set(name, (found = new Map<Key, Value>()));
  }
  return found;
}

export function increase<Key>(counts: Map<Key, number>, key: Key, by = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}
