/** Fields and values as Redis lists them, one after the other. */
export function fieldsOf(flat: readonly string[]): Record<string, string> {
  const record: Record<string, string> = {};
  for (let i = 0; i < flat.length; i += 2) {
    record[flat[i]!] = flat[i + 1]!;
  }
  return record;
}
