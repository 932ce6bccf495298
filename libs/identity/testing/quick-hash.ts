import { hash } from '@node-rs/argon2';

/** A password's hash for tests: as those of accounts, but made and compared in no time. */
export function quickHash(password: string): Promise<string> {
  return hash(password, { algorithm: 2, memoryCost: 64, timeCost: 1, parallelism: 1 }); // argon2id, as passwords.ts says it
}
