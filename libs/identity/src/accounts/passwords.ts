import { hash, verify } from '@node-rs/argon2';

/** `Algorithm.Argon2id`; the package declares a const enum, which a build file by file cannot read. */
const ARGON2ID = 2;

/** OWASP Password Storage Cheat Sheet: argon2id, 19 MiB, 2 passes, 1 lane. */
const OPTIONS = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** In place of a hash: no password is right. */
export const NO_PASSWORD = '';

/**
 * The hash of a password, in PHC form. However a keyboard writes its characters, it is the same password: NFKC, as NIST SP
 * 800-63B-4, 3.1.1.2 says.
 */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), OPTIONS);
}

/** What a hash of an account may ask of this machine: one that somebody else wrote could ask for all its memory. */
const MOST = { memoryCost: 262_144, timeCost: 20, parallelism: 16 };
const PHC = /^\$argon2id\$v=19\$m=(\d{1,10}),t=(\d{1,10}),p=(\d{1,10})\$[\w+/]{11,}\$[\w+/]{16,}$/;

let decoy: Promise<string> | undefined;

/** Whether a password is right. An account that does not exist, or whose hash is none, takes the same time. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword('nobody has this password');
  const isHash = passwordHash !== null && isBearable(passwordHash);
  const against = isHash ? passwordHash : await decoy;
  for (const written of writingsOf(password)) {
    if (await verify(against, written)) {
      return isHash;
    }
  }
  return false;
}

function isBearable(passwordHash: string): boolean {
  const [memoryCost, timeCost, parallelism] = (PHC.exec(passwordHash) ?? []).slice(1).map(Number);
  return (
    memoryCost !== undefined &&
    memoryCost <= MOST.memoryCost &&
    timeCost! <= MOST.timeCost &&
    parallelism! <= MOST.parallelism
  );
}

/** As it is hashed now, and as it may have been hashed before; mostly all the same. */
function writingsOf(password: string): ReadonlySet<string> {
  return new Set([password.normalize('NFKC'), password, password.normalize('NFC'), password.normalize('NFD')]);
}
