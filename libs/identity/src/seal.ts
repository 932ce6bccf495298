import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Seals texts that a browser keeps for us: `<text>.<HMAC-SHA256>`, under a key of its own for each purpose. Nobody else
 * can make one, and none need be stored.
 */
export class Seal {
  readonly #key: Buffer;

  /** @param purpose - a text sealed for one purpose is not good for another */
  constructor(secret: string, purpose: string) {
    this.#key = createHmac('sha256', secret).update(purpose).digest();
  }

  /** @param bound - what the text is only good together with, and does not say itself */
  seal(text: string, bound = ''): string {
    return `${text}.${this.#mac(text, bound).toString('base64url')}`;
  }

  /** The text, or `null` where the seal is not ours. */
  open(sealed: string, bound = ''): string | null {
    const dot = sealed.lastIndexOf('.');
    const text = sealed.slice(0, Math.max(dot, 0));
    const given = Buffer.from(sealed.slice(dot + 1), 'base64url');
    const right = this.#mac(text, bound);
    return given.length === right.length && timingSafeEqual(given, right) ? text : null;
  }

  #mac(text: string, bound: string): Buffer {
    return createHmac('sha256', this.#key).update(`${bound}\0${text}`).digest();
  }
}
