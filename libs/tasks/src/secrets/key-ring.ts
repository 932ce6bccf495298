import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';

/** A key that secret params are sealed with. */
export interface SecretKey {
  /** Stands beside what it sealed, for as long as that is kept: 1 to 40 letters, digits, `_` and `-`. */
  readonly id: string;
  /** 32 random bytes. */
  readonly key: Uint8Array;
}

/** How secret params (`@TaskParam({ secret: true })`) are kept. */
export interface SecretsOptions {
  /**
   * The first of the keys seals, all of them open: a new one is put in front, an old one stays until nothing is sealed with it.
   * Needed by every process as soon as a handler has a secret param. @default none
   */
  readonly secrets?: { readonly keys: readonly SecretKey[] };
}

/** Secrets that cannot be opened. The message says why, and is for everybody. */
export class SecretsUnreadableError extends Error {
  override readonly name = 'SecretsUnreadableError';
}

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
/** Of NIST SP 800-38D: random ones of 12 bytes are good for 2³² messages a key. */
const [NONCE_BYTES, TAG_BYTES] = [12, 16];
/** What is sealed begins with how. */
const VERSION = '1';

/** The keys of a deployment. What is sealed is a text: how, the id of the key, and in base64url nonce, ciphertext and tag. */
export class KeyRing {
  readonly #keys = new Map<string, KeyObject>();
  readonly #first: string | undefined;
  readonly #digestKeys: readonly Buffer[];

  /** @throws Error for a key that is none, naming its id and never the key */
  constructor(keys: readonly SecretKey[] = []) {
    for (const { id, key } of keys) {
      if (!/^[\w-]{1,40}$/.test(id) || this.#keys.has(id) || key.length !== KEY_BYTES) {
        const wanted = `1 to 40 letters, digits, _ and - for its id, which no other has, and ${KEY_BYTES} bytes`;
        throw new Error(`secrets.keys: "${id}" is no key of ${wanted}`);
      }
      this.#keys.set(id, createSecretKey(key));
    }
    this.#first = keys[0]?.id;
    this.#digestKeys = keys.map(({ key }) => Buffer.from(hkdfSync('sha256', key, '', 'task-queue digest', KEY_BYTES)));
  }

  get canSeal(): boolean {
    return this.#first !== undefined;
  }

  /** @param context - what it belongs to: with another it does not open */
  seal(text: string, context: string): string {
    const head = `${VERSION}.${this.#first}`;
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#keyOf(this.#first), nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(`${head}\0${context}`));
    const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${head}.${sealed.toString('base64url')}`;
  }

  /** @throws SecretsUnreadableError */
  open(sealed: string, context: string): string {
    const [version = '', id = '', text = ''] = sealed.split('.');
    const bytes = Buffer.from(text, 'base64url');
    const key = this.#keyOf(id);
    try {
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(`${version}.${id}\0${context}`));
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      return decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch (cause) {
      throw new SecretsUnreadableError(`The secret params do not open with the key "${id}": they, or what they belong to, are not as they were sealed`, { cause }); // prettier-ignore
    }
  }

  /** Tells texts apart for who does not know the key, and says nothing of them. With another first key it is another. */
  digest(text: string): string {
    return this.digests(text)[0]!; // only of what can be sealed
  }

  /** By each of the keys, the first one first: what is kept may be by another than the first. */
  digests(text: string): readonly string[] {
    return this.#digestKeys.map((key) => createHmac('sha256', key).update(text).digest('hex'));
  }

  #keyOf(id: string | undefined): KeyObject {
    const key = this.#keys.get(id ?? '');
    if (key === undefined) {
      throw new SecretsUnreadableError(
        `The secret params are sealed with the key "${id}", which this process does not have`,
      );
    }
    return key;
  }
}

/** The id of the key that something is sealed with. */
export function keyIdOf(sealed: string): string {
  return sealed.split('.')[1] ?? '';
}
