/** The longest address that is gone back to, in bytes as it is kept: in a cookie, one of several that go with a call. */
const LONGEST = 500;

/** One slash, no second one or backslash, which browsers take for another host, and nothing that they leave out. */
const OWN = /^\/(?![/\\])[^\p{Cc}\\]*$/u;

/** An address within our own page that somebody wants to go to; the start page for any other. */
export function ownPath(returnTo: unknown): string {
  const isOwn = typeof returnTo === 'string' && OWN.test(returnTo);
  return isOwn && Buffer.byteLength(JSON.stringify(returnTo)) <= LONGEST ? returnTo : '/';
}
