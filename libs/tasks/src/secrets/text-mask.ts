import { SECRET_MASK } from '@task-queue/contracts';

const ELLIPSIS = '…';

/** Shorter texts would be found everywhere, and hide the text around them. */
const LEAST_LENGTH = 4;

/** Characters at the end of a text that was cut in which it is looked for the beginning of a secret. */
const MOST_CUT = 2_000;

/**
 * Takes secrets out of what a handler says: in whatever it throws, logs, tells and returns. Found are a secret of four characters
 * or more, and each line of one that has several, with and without the blanks at its ends, as they are, as JSON or an address writes them, and in base64, also inside of
 * something longer; and what is left of one before the ellipsis of a text that was cut.
 */
export class TextMask {
  readonly #forms: readonly string[];

  constructor(secrets: readonly unknown[] = []) {
    const texts = secrets
      .filter((secret) => typeof secret === 'string')
      .flatMap((text) => [text, ...text.split(/\r?\n/)])
      .flatMap((text) => [text, text.trim()]);
    const forms = [...new Set(texts)].filter(isLong).flatMap(formsOf).filter(isLong);
    this.#forms = [...new Set(forms)].sort((a, b) => b.length - a.length); // what is a part of another comes after it
  }

  /** Whether there is anything to hide. */
  get isEmpty(): boolean {
    return this.#forms.length === 0;
  }

  text(text: string): string {
    let masked = text;
    for (const form of this.#forms) {
      masked = masked.replaceAll(form, SECRET_MASK);
    }
    if (this.isEmpty || !masked.includes(ELLIPSIS)) {
      return masked;
    }
    const parts = masked.split(ELLIPSIS);
    return parts.map((part, i) => (i < parts.length - 1 ? this.#uncut(part) : part)).join(ELLIPSIS);
  }

  /** One that has a secret in it says nothing any more: it goes into a header, where no mask may stand. */
  contentType(type: string): string {
    return this.text(type) === type ? type : 'application/octet-stream';
  }

  /** A value as JSON has it, with every text and every name in it masked. */
  value(value: unknown): unknown {
    if (typeof value === 'string') {
      return this.text(value);
    }
    if (Array.isArray(value)) {
      return value.map((item) => this.value(item));
    }
    return typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [this.text(name), this.value(inner)]))
      : this.#number(value);
  }

  /** A number whose digits are a secret. */
  #number(value: unknown): unknown {
    return typeof value === 'number' && this.#forms.includes(String(value)) ? SECRET_MASK : value;
  }

  /** A text that was cut at its end, without the beginning of a secret there. */
  #uncut(text: string): string {
    const begins = this.#forms.map((form) => beginOf(form, text)).filter((at) => at >= 0);
    return begins.length === 0 ? text : text.slice(0, Math.min(...begins)) + SECRET_MASK;
  }
}

/** Hides nothing. */
export const NO_MASK = new TextMask();

function isLong(text: string): boolean {
  return text.length >= LEAST_LENGTH;
}

/** Where at the end of a text a form begins, and is cut; -1 where none does. */
function beginOf(form: string, text: string): number {
  const begin = form.slice(0, LEAST_LENGTH);
  let at = text.indexOf(begin, Math.max(0, text.length - MOST_CUT));
  while (at >= 0 && !form.startsWith(text.slice(at))) {
    at = text.indexOf(begin, at + 1);
  }
  return at;
}

/** How a text may be written. */
function formsOf(text: string): string[] {
  const inAddress = encodeURIComponent(text.toWellFormed());
  return [
    text,
    JSON.stringify(text).slice(1, -1),
    inAddress,
    inAddress.replaceAll(/%\w\w/g, (code) => code.toLowerCase()),
    new URLSearchParams({ '': text }).toString().slice(1),
    ...[0, 1, 2].flatMap((before) => base64Inside(Buffer.from(text), before)),
  ];
}

/** Bytes in base64 as they are in the middle of others: with so many before them, of three. What others have a part in is left out. */
function base64Inside(bytes: Buffer, before: number): string[] {
  const whole = Buffer.concat([Buffer.alloc(before), bytes]);
  const [from, to] = [Math.ceil((before * 8) / 6), Math.floor((whole.length * 8) / 6)];
  return (['base64', 'base64url'] as const).map((encoding) => whole.toString(encoding).slice(from, to));
}
