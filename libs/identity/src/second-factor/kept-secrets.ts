import { SecretBox } from '../secret-box.js';

/** Seals what is kept of accounts and nobody else is to read. The host's, where its keys change by and by. */
export interface KeptSecrets {
  /** @param context - what the text belongs to: with another it does not open */
  seal(text: string, context: string): string;
  /** @throws Error that says why it does not open, and nothing of the text */
  open(sealed: string, context: string): string;
  /** Whether it is to be sealed anew, as its key is to be given up. */
  isDue(sealed: string): boolean;
}

/** By a key that follows from the secret of the module: once that is another one, nothing opens. */
export function secretsBy(secret: string): KeptSecrets {
  const box = new SecretBox(secret, 'second factor');
  return {
    seal: (text, context) => box.close(JSON.stringify([context, text])),
    open(sealed, context) {
      const [belongsTo, text] = JSON.parse(box.open(sealed) ?? '[]') as readonly [string?, string?]; // as written above
      if (text === undefined || belongsTo !== context) {
        throw new Error('It was sealed with another secret, or belongs to something else');
      }
      return text;
    },
    isDue: () => false,
  };
}
