import { Secret, TOTP } from 'otpauth';

/** RFC 4226 asks for 128 bits and recommends as many as SHA-1 has. */
const SECRET_BYTES = 20;

/** How long a code is shown, in seconds. */
const PERIOD_S = 30;

/** Steps before and after the present one whose codes are taken: clocks of telephones differ. RFC 6238, 5.2. */
const DRIFT_STEPS = 1;

/** What authenticator apps call this server. */
const ISSUER = 'Task queue';

/** Somebody's codes, in the one form that every authenticator app knows: RFC 6238 by SHA-1, 6 digits, 30 s. */
function codesOf(secret: Secret, label = ''): TOTP {
  return new TOTP({ issuer: ISSUER, label, algorithm: 'SHA1', digits: 6, period: PERIOD_S, secret });
}

/** A secret that nobody has yet, in base32, and the `otpauth:` address by which an app takes it. */
export function newSecret(username: string): { readonly secret: string; readonly uri: string } {
  const secret = new Secret({ size: SECRET_BYTES });
  return { secret: secret.base32, uri: codesOf(secret, username).toString() };
}

/**
 * Of which time step a code is; `null` where it is of none that counts now.
 *
 * @param code - six digits
 */
export function stepOf(code: string, secret: string, nowMs: number): number | null {
  const codes = codesOf(Secret.fromBase32(secret));
  const delta = codes.validate({ token: code, timestamp: nowMs, window: DRIFT_STEPS });
  return delta === null ? null : Math.floor(nowMs / 1000 / PERIOD_S) + delta;
}
