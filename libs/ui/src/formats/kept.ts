/** What `Intl` makes for a language or a zone, made once: that costs more than a hundred uses of it. */
export function kept<Key, Format>(formats: Map<Key, Format>, key: Key, make: () => Format): Format {
  const format = formats.get(key) ?? make();
  formats.set(key, format);
  return format;
}
