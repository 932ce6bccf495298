import { Transform } from 'class-transformer';

/**
 * A text as most keyboards write it (NFC), before its length is looked at: others write an accent as a character of its own.
 *
 * @param isTrimmed - without the blanks around it that a pasted one brings
 */
export function Composed({ isTrimmed = false } = {}): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => {
    const text = typeof value === 'string' ? value.normalize('NFC') : value;
    return isTrimmed && typeof text === 'string' ? text.trim() : text;
  });
}
