import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { Clock } from '../domain/clock.js';
import type { ResolvedIdentity } from '../domain/identity.js';
import type { SocketOptions } from '../tasks-options.js';
import type { ArtifactKey } from './artifact-storage.js';

/** How long a download may begin by a signature, in milliseconds. */
const BEGIN_MS = 60_000;

/** How long one that has begun may go on by it, in milliseconds. */
const CONTINUE_MS = 3_600_000;

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What a signature is given for: it goes into an address, so it holds nothing that others could read. */
interface Claims {
  readonly signedAtMs: number;
  readonly identity: ResolvedIdentity;
}

/** What a signature that is still good says. */
export interface OpenedSignature {
  /** Whose it is. */
  readonly identity: ResolvedIdentity;
  /** Whether it is too late to begin, and not yet to go on. */
  readonly isLate: boolean;
}

/**
 * Signs the addresses that a browser downloads files by, without a token. The key is kept in Redis, so that each process
 * takes the signatures of all others.
 */
export class ArtifactLinks {
  /** @param secret - a random text that all processes share */
  constructor(
    private readonly secret: () => Promise<string>,
    private readonly clock: Clock,
    private readonly areStillValid?: SocketOptions['areStillValid'],
  ) {}

  /** A signature for one task and one person, and until when, in epoch milliseconds, a download may begin by it. */
  async sign(identity: ResolvedIdentity, taskId: string): Promise<{ signature: string; expiresAtMs: number }> {
    const signedAtMs = this.clock.nowMs();
    const key = await this.#keyFor('artifact link');
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(taskId));
    const claims: Claims = { signedAtMs, identity };
    const sealed = Buffer.concat([nonce, cipher.update(JSON.stringify(claims)), cipher.final(), cipher.getAuthTag()]);
    return { signature: sealed.toString('base64url'), expiresAtMs: signedAtMs + BEGIN_MS };
  }

  /** What a signature says; `null` where it is not ours, for another task, too old, or its person may no longer be here. */
  async open(signature: string, taskId: string): Promise<OpenedSignature | null> {
    const claims = unseal(signature, taskId, await this.#keyFor('artifact link'));
    if (claims === null) {
      return null;
    }
    const { signedAtMs, identity } = claims;
    const ageMs = this.clock.nowMs() - signedAtMs;
    if (ageMs > CONTINUE_MS || !(await this.#isStillValid(identity))) {
      return null;
    }
    return { identity, isLate: ageMs > BEGIN_MS };
  }

  /** An entity tag (RFC 9110, 8.8.3) of a file, which nobody learns but from an answer with the file. */
  async entityTag({ taskId, attempt }: ArtifactKey): Promise<string> {
    const key = await this.#keyFor('entity tag');
    return `"${createHmac('sha256', key).update(`${taskId}.${attempt}`).digest('base64url')}"`;
  }

  /** Without a host that can tell, for as long as it said when the address was signed. */
  async #isStillValid(identity: ResolvedIdentity): Promise<boolean> {
    const areValid = await this.areStillValid?.([identity]);
    return areValid ? areValid[0] === true : (identity.expiresAtMs ?? Infinity) > this.clock.nowMs();
  }

  async #keyFor(purpose: string): Promise<Buffer> {
    return createHmac('sha256', await this.secret())
      .update(purpose)
      .digest();
  }
}

function unseal(signature: string, taskId: string, key: Buffer): Claims | null {
  const sealed = Buffer.from(signature, 'base64url');
  // Other texts of the same bytes are no signature of ours either.
  if (sealed.length < NONCE_BYTES + TAG_BYTES || sealed.toString('base64url') !== signature) {
    return null;
  }
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(taskId))
    .setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    const text = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    return JSON.parse(text.toString()) as Claims; // our own words
  } catch {
    return null;
  }
}
