/** Names that look the same are the same: NFKC (Unicode TR 15), case, and the blanks that a pasted one brings. */
export function nameKey(username: string): string {
  return username.normalize('NFKC').trim().toLowerCase();
}
