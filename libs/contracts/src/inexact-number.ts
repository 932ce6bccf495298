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

/** Whether JavaScript keeps a number as it is written; of fractions below 2^53, whether it has them at all. */
export function isExact(number: string): boolean {
  const value = Number(number);
  if (!Number.isFinite(value) || (value === 0 && /[1-9]/.test(number.split(/e/i, 1)[0]!))) {
    return false;
  }
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) {
    return true;
  }
  const kept = /e/i.test(number) ? String(value) : String(BigInt(value)); // 1e23 has no double of its own and is one all the same
  return digitsAndPower(number) === digitsAndPower(kept);
}

/** A decimal in the one way that all its spellings share: `-1.50e3` and `-1500` are `15` and `2`. Its sign is left out. */
function digitsAndPower(number: string): string {
  const [mantissa = '', power = '0'] = number.replace('-', '').split(/e/i);
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = whole + fraction;
  let end = digits.length;
  while (digits[end - 1] === '0') {
    end--;
  }
  return `${digits.slice(0, end).replace(/^0+/, '')}e${Number(power) - fraction.length + digits.length - end}`;
}
