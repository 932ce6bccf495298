import { hash, verify } from '@node-rs/argon2';

/** `Algorithm.Argon2id`; the package declares a const enum, which a build file by file cannot read. */
const ARGON2ID = 2;

/** OWASP Password Storage Cheat Sheet: argon2id, 19 MiB, 2 passes, 1 lane. */
const OPTIONS = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * The hash of a password, in PHC form. However a keyboard writes its characters, it is the same password: NFKC, as NIST SP
 * 800-63B-4, 3.1.1.2 says.
 */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), OPTIONS);
}

let decoy: Promise<string> | undefined;

/** Whether a password is right. An account that does not exist takes the same time. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword('nobody has this password');
  const against = passwordHash ?? (await decoy);
  for (const written of writingsOf(password)) {
    if (await verify(against, written)) {
      return passwordHash !== null;
    }
  }
  return false;
}

/** As it is hashed now, and as it may have been hashed before; mostly all the same. */
function writingsOf(password: string): ReadonlySet<string> {
  return new Set([password.normalize('NFKC'), password, password.normalize('NFC'), password.normalize('NFD')]);
}
