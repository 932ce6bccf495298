import { createHash } from 'node:crypto';

/** The version of the rule, the first digit of what it makes: errors that were told by another rule are another group. */
const VERSION = '1';

/** Characters that tell errors apart; what follows is mostly what was read or sent. */
const MOST_TOLD = 300;

/**
 * What errors of one kind have in common, as 16 hex digits: the message without what differs from one time to the next.
 * Numbers, ids, paths, addresses, hosts and times count as one; words of any language are kept.
 */
export function errorFingerprint(message: string, code: string): string {
  const hash = createHash('sha256')
    .update(`${code}\n${commonText(message)}`)
    .digest('hex');
  return VERSION + hash.slice(0, 15);
}

/** The message with a sign in place of each part that differs from one time to the next. */
export function commonText(message: string): string {
  let text = message.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ');
  for (const [pattern, sign] of PARTS) {
    text = text.replace(pattern, sign);
  }
  return text
    .replace(/[a-z0-9_-]*\d[a-z0-9_-]*/g, commonToken)
    .replace(LIST, '$1')
    .replace(/ ?([\u3400-\u9fff]) ?/g, '$1') // some write a blank between Chinese and digits, some do not
    .trim()
    .slice(0, MOST_TOLD);
}

/** What ends a path or an address, besides blanks. */
const END = String.raw`\s"'\`<>|()\[\]{},;，。；：、“”‘’（）《》「」【】`;
const EXTENSIONS =
  'csv|tsv|json|jsonl|ndjson|xml|ya?ml|toml|ini|conf|txt|log|md|html?|pdf|docx?|xlsx?|pptx?|zip|gz|tgz|tar|rar|7z|bz2|' +
  'png|jpe?g|gif|webp|svg|bmp|tiff?|mp[34]|mov|avi|wav|parquet|avro|sql|db|sqlite|bak|tmp|lock|sock|pem|crt|key|' +
  '[cm]?[jt]sx?|py|rb|go|java|lua|sh|so|dll|exe|jar|class|wasm';
const DOMAINS =
  'com|net|org|edu|gov|io|cn|dev|local|internal|intranet|lan|svc|cloud|hk|tw|jp|kr|sg|in|de|uk|fr|eu|us|ru|info|biz|' +
  'example|test|invalid|localdomain|consul';
const MONTHS = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec';
const TIME = String.raw`\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?[ap]m)?(?:\s?(?:z|utc|gmt)\b|\s?[+-]\d{2}:?\d{2})?`;

/** What differs, in the order in which it is looked for, and what stands in its place. The text is in lower case. */
const PARTS: readonly (readonly [pattern: RegExp, sign: string])[] = [
  // Addresses of the web and of services, with all they carry.
  [/\b[a-z][a-z0-9+.-]*:\/\/(?:\[[0-9a-f:.]+\])?[!-~]*?(?=[.,;:!?]*(?:[^!-~]|["'`<>()\]{}|\\^]|$))/g, '<address>'],
  [/(?:'[^'@\s]*'|[a-z0-9._%+-]+)@(?:'[^'\s]*'|[a-z0-9-]+(?:\.[a-z0-9-]+)*)/g, '<address>'],
  // Times.
  [new RegExp(String.raw`\b\d{4}-\d{1,2}-\d{1,2}(?:(?:t|\s)${TIME})?`, 'g'), '<time>'],
  [new RegExp(String.raw`\b\d{1,4}[/.]\d{1,2}[/.]\d{4}(?:,?\s${TIME})?\b|\b\d{4}[/.]\d{1,2}[/.]\d{1,2}(?!\.)(?:,?\s${TIME})?`, 'g'), '<time>'], // prettier-ignore
  [
    /(?:\d{4}年)?\d{1,2}月\d{1,2}[日号](?:\s?(?:上午|下午)?\s?\d{1,2}[:时点]\d{1,2}(?:[:分]\d{1,2})?[分秒]?)?/g,
    '<time>',
  ],
  [new RegExp(String.raw`(?:\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s)?\b(?:\d{1,2}[\s/-](?:${MONTHS})[a-z]*|(?:${MONTHS})[a-z]*\s\d{1,2}),?(?:[\s/-]\d{4})?(?:[\s:]${TIME})?(?:\s\d{4}\b)?`, 'g'), '<time>'], // prettier-ignore
  [/\b\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?\b/g, '<time>'],
  // Ids that are known by their form.
  [/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/g, '#'],
  [/\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/g, '<host>'],
  // Hosts: by number, by name, and where the system's errors name them.
  [/\b(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5}|\/\d{1,2})?\b/g, '<host>'],
  [/\[?(?<![0-9a-z:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?:%[a-z0-9]+)?(?![0-9a-z:])(?:\]?:\d{1,5})?\]?/g, '<host>'],
  [/\b(econnrefused|enotfound|eai_again|etimedout|ehostunreach|enetunreach|econnreset)\s+[a-z0-9][a-z0-9._-]*(?::\d+)?/g, '$1 <host>'], // prettier-ignore
  [new RegExp(String.raw`(?<![\w./\\-])(?:[a-z0-9_-]+\.)+(?:${DOMAINS})(?::\d{1,5})?(?![\w.-]*\w)`, 'g'), '<host>'],
  [/(?<![\w./\\-])(?:localhost|[a-z][a-z0-9]*(?:-[a-z0-9]+)*-\d+)(?::\d{1,5})(?!\w)/g, '<host>'],
  // Files: whole paths, and names by their extension.
  [/(?<!\w)[a-z]:[\\/][^\s"'`<>|,;，。；：、“”（）]*/g, '<path>'],
  [/\\\\[a-z0-9._-]+(?:\\[^\s"'`<>|,;，。；：、“”（）]+)+/g, '<path>'],
  [
    new RegExp(String.raw`(?<=["'“‘《「『【])[^"'”’》」』】\n]{1,120}\.(?:${EXTENSIONS})(?=["'”’》」』】])`, 'g'),
    '<path>',
  ],
  [new RegExp(String.raw`(?:(?<![\w/.\\<>\u3400-\u9fff-])|(?<=[\u3400-\u9fff])(?=[~./]{0,3}/[a-z0-9._-]))(?:~|\.{1,2})?/(?:[^/:${END}]+/)*(?:[^/:${END}]+\.(?:${EXTENSIONS})(?![a-z0-9])|[!-~](?<![/:${END}.])(?:[!-~](?<![/:${END}]))*)?(?<=[^.])(?::\d+)*`, 'g'), '<path>'], // prettier-ignore
  [new RegExp(String.raw`(?<![\w./])(?:[\w.@-]+/)*[\w.@-]*\w\.(?:${EXTENSIONS})(?::\d+)*(?![\w.])`, 'g'), '<path>'],
  // Amounts, with what they are counted in.
  [/\b0x[0-9a-f]+\b/g, '#'],
  [/\b\d+(?:[.,]\d+)*\s?(?:milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|bytes?|[kmgt]i?b|b|%)(?![a-z0-9_])/g, '#'], // prettier-ignore
  [/\d+(?:[.,]\d+)*\s?(?:毫秒|微秒|秒钟?|分钟|小时|天|字节|[kmgt]i?b)/g, '#'],
  [/(?<![a-z0-9_.-])[+-]?\d+(?:[.,]\d+)*(?![a-z0-9_-])/g, '#'],
];

/** Several in a row are as many as one. */
const LIST = /(#|<path>|<host>|<address>|<time>)(?:\s?[,;，、]\s?\1)+/g;

/** A word with digits: as an id where it looks made up, else without its digits. */
function commonToken(token: string): string {
  return token
    .split(/([_-]+)/)
    .map((part) => (isMadeUp(part) ? '#' : part.replace(/\d+/g, '#')))
    .join('')
    .replace(/#(?:[_-]+#)+/g, '#');
}

function isMadeUp(part: string): boolean {
  if (!/[a-z]/.test(part) || !/\d/.test(part)) {
    return part.length >= 16 && /^\d+$/.test(part) ? false : /^[a-f]{8,}$/.test(part);
  }
  const changes = part.match(/[a-z](?=\d)|\d(?=[a-z])/g)?.length ?? 0;
  return /^[0-9a-f]{7,}$/.test(part) || changes >= 3 || (changes >= 2 && part.length >= 6) || part.length >= 20;
}
