/** Texts, to pass over what stands in them, and numbers. */
const TEXT_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** Only what has a number like this can hold one that is not exact. */
const MAY_BE_INEXACT = /\d{16}|\d[eE]/;

/** The longest number that is repeated to whoever sent it, in characters. */
const MAX_SHOWN = 40;

/**
 * The first whole number in a JSON text that JavaScript would change, as it stands there: one beyond 2^53 with no double of
 * its own, such as an id of 18 digits, one too large for any, or so small that it becomes 0. `null` where there is none.
 */
export function findInexactNumber(json: string): string | null {
  if (!MAY_BE_INEXACT.test(json)) {
    return null;
  }
  for (const [token] of json.matchAll(TEXT_OR_NUMBER)) {
    if (!token.startsWith('"') && !isExact(token)) {
      return token.length <= MAX_SHOWN ? token : `${token.slice(0, MAX_SHOWN)}…`;
    }
  }
  return null;
}

/** Whether JavaScript keeps a number as it is written; of fractions, whether it has it at all. */
export function isExact(number: string): boolean {
  const value = Number(number);
  if (!Number.isFinite(value) || (value === 0 && /[1-9]/.test(number.split(/e/i, 1)[0]!))) {
    return false;
  }
  const whole = number.replace(/\.0+$/, '');
  return !/^-?\d+$/.test(whole) || whole.length < 16 || BigInt(value) === BigInt(whole);
}
