/** What people and default installations choose; eight characters and more, for shorter ones are refused anyway. */
const KNOWN = new Set(
  `password passw0rd password1 password12 password123 12345678 123456789 1234567890 87654321 11111111 00000000 88888888
  qwertyui qwerty12 qwerty123 qwertyuiop 1q2w3e4r 1qaz2wsx zaq12wsx asdfghjk abcd1234 abc12345 a1b2c3d4 iloveyou sunshine
  princess football baseball superman trustno1 letmein1 welcome1 welcome123 changeme changeit changeme1 changeme123
  admin123 admin1234 admin12345 administrator adminadmin root1234 rootroot secret123 test1234 testtest default1 woaini1314
  5201314a taskqueue task-queue`.split(/\s+/),
);

/** Whether a password is one that is tried first: much used, a default, or the user's own name. */
export function isKnownPassword(password: string | undefined, username: string): boolean {
  const plain = password?.toLowerCase();
  return plain !== undefined && (KNOWN.has(plain) || plain === username.toLowerCase());
}
