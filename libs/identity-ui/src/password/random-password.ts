/** Nothing that looks like something else where it is read out. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyzACDEFGHJKLMNPQRTUVWXY34679';

const LENGTH = 16;

/** A password that nobody guesses, of 90 bits, to be told to somebody and changed by them. */
export function randomPassword(): string {
  const most = 256 - (256 % ALPHABET.length); // beyond, the first characters would come more often
  let password = '';
  while (password.length < LENGTH) {
    for (const byte of crypto.getRandomValues(new Uint8Array(LENGTH))) {
      password += byte < most && password.length < LENGTH ? ALPHABET[byte % ALPHABET.length]! : '';
    }
  }
  return password;
}
