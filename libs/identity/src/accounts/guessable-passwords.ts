import { ValidationError } from '@task-queue/problems';

/** Names of the product: with or without digits around them nobody's password, as one's own user name is none. */
const OWN_NAMES = ['taskqueue', 'task-queue', 'task_queue', 'task queue', 'task.queue'];

const MESSAGE = {
  zh: '太容易被猜到：不能是常见密码、用户名或产品名称',
  en: 'is too easy to guess: no much used password, user name or name of the product',
};

let known: Promise<ReadonlySet<string>> | undefined;

/**
 * Refuses passwords that are {@link isEasyToGuess}.
 *
 * @param field - which it stands in
 * @throws ValidationError
 */
export async function requireHardToGuess(password: string, username: string, field: string): Promise<void> {
  if (await isEasyToGuess(password, username)) {
    throw new ValidationError([{ field, message: MESSAGE }]);
  }
}

/**
 * Whether a password is tried first: some 18,000 of eight characters and more that leaked and were used much, the user's own
 * name and those of the product. OWASP ASVS 5.0, 6.2.4, 6.2.11 and 6.2.12.
 */
async function isEasyToGuess(password: string, username: string): Promise<boolean> {
  const core = coreOf(folded(password));
  const isName = core !== '' && (OWN_NAMES.includes(core) || core === coreOf(folded(username)));
  return isName || (await isMuchUsed(password));
}

/** Whether a password is one of those 18,000. */
export async function isMuchUsed(password: string): Promise<boolean> {
  known ??= readKnown();
  return (await known).has(folded(password));
}

/** A text as it is compared. */
function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** Without the digits and signs that people put before or after a word. */
function coreOf(text: string): string {
  return text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
}

/** Read when somebody first chooses a password: most processes never need it. */
async function readKnown(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common'] as readonly string[]);
}
