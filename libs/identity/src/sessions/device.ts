/** What a session is used by, in a word each; `null` where that cannot be told. */
export interface Device {
  /** A browser, or the name that a program gives itself. */
  readonly client: string | null;
  readonly system: string | null;
}

/** As much of a header as is looked at. */
const MOST_LOOKED_AT = 512;

/** The first that is found counts: most browsers name those that they want to be taken for as well. */
const CLIENTS: readonly (readonly [string, RegExp])[] = [
  ['WeChat', /MicroMessenger\//],
  ['Edge', /Edg(e|A|iOS)?\//],
  ['Opera', /OPR\//],
  ['Samsung Internet', /SamsungBrowser\//],
  ['QQ Browser', /QQBrowser\//],
  ['Firefox', /(Firefox|FxiOS)\//],
  ['Chrome', /(Chrome|CriOS|Chromium)\//],
  ['Safari', /Safari\//],
];

const SYSTEMS: readonly (readonly [string, RegExp])[] = [
  ['HarmonyOS', /HarmonyOS/],
  ['Android', /Android/],
  ['iPhone', /iPhone|iPod/],
  ['iPad', /iPad/],
  ['Windows', /Windows/],
  ['macOS', /Macintosh|Mac OS X/],
  ['ChromeOS', /CrOS/],
  ['Linux', /Linux/],
];

/** A program that wants to be taken for none: `curl/8.5.0`. */
const PROGRAM = /^([A-Za-z][\w.-]{0,39})\//;

/** The words for a `User-Agent`: for somebody who looks whether that was them, and decided by nothing. */
export function deviceOf(userAgent = ''): Device {
  const looked = userAgent.slice(0, MOST_LOOKED_AT);
  const program = PROGRAM.exec(looked)?.[1] ?? null;
  return {
    client: wordOf(CLIENTS, looked) ?? (program === 'Mozilla' ? null : program),
    system: wordOf(SYSTEMS, looked),
  };
}

function wordOf(words: typeof CLIENTS, text: string): string | null {
  return words.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}
