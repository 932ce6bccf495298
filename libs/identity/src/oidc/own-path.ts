/** The longest address that is gone back to, in bytes: it stays in a cookie meanwhile. */
const LONGEST = 1_500;

/** One slash, no second one or backslash, which browsers take for another host, and nothing that they leave out. */
const OWN = /^\/(?![/\\])[^\p{Cc}\\]*$/u;

/** An address within our own page that somebody wants to go to; the start page for any other. */
export function ownPath(returnTo: unknown): string {
  return typeof returnTo === 'string' && OWN.test(returnTo) && Buffer.byteLength(returnTo) <= LONGEST ? returnTo : '/';
}
