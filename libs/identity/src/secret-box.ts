import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

const [ALGORITHM, IV_BYTES, TAG_BYTES] = ['aes-256-gcm', 12, 16] as const;

/** Closes texts that nobody but this installation may read or make: AES-256-GCM, under a key of its own for each purpose. */
export class SecretBox {
  readonly #key: Buffer;

  /** @param purpose - a text closed for one purpose opens for no other */
  constructor(secret: string, purpose: string) {
    this.#key = createHmac('sha256', secret).update(`box\0${purpose}`).digest();
  }

  close(text: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#key, iv);
    return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url');
  }

  /** The text, or `null` where it was not closed by us. */
  open(closed: string): string | null {
    const bytes = Buffer.from(closed, 'base64url');
    if (bytes.length < IV_BYTES + TAG_BYTES) {
      return null;
    }
    const decipher = createDecipheriv(ALGORITHM, this.#key, bytes.subarray(0, IV_BYTES));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      return decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      return null;
    }
  }
}
