import { STATUS_CODES } from 'node:http';
import { plural, type ErrorCode, type FieldError, type Locale, type ProblemDetails } from '@task-queue/contracts';
import './common-problems.js';
import { ProblemError, ValidationError, type ProblemMembers } from './problem-error.js';
import { PROBLEMS } from './problem-registry.js';

/** What a problem document says beside its code. */
export interface ProblemContext {
  readonly requestId: string;
  readonly locale: Locale;
  /** Another status than the code's own. */
  readonly status?: number;
  /** One entry a field, in the same language. */
  readonly errors?: readonly FieldError[];
  /** How many fields more have no entry. @default 0 */
  readonly unnamed?: number;
  /** What this problem has besides. */
  readonly members?: ProblemMembers;
}

/** What is said of an error, as RFC 9457 wants it: for answers that no filter makes. @throws Error where nobody brought the code */
export function problemOf(code: ErrorCode, context: ProblemContext): ProblemDetails {
  const { requestId, locale, errors, unnamed = 0, members } = context;
  const text = PROBLEMS.textOf(code);
  const status = context.status ?? text.status;
  const detail =
    unnamed === 0
      ? text.detail
      : {
          zh: `${text.detail.zh}；另有 ${unnamed} 个未列出`,
          en: `${text.detail.en}; ${unnamed} more ${plural(unnamed, 'is', 'are')} not listed`,
        };
  return {
    type: `urn:task-queue:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title: STATUS_CODES[status]!,
    status,
    detail: locale === 'en' ? detail.en : detail.zh,
    code,
    ...(errors === undefined ? {} : { errors }),
    ...members,
    requestId,
  };
}

/** The same of a refusal, with its fields and whatever else it carries. @throws Error where nobody brought its code */
export function problemOfError(
  error: ProblemError,
  { requestId, locale }: Pick<ProblemContext, 'requestId' | 'locale'>,
): ProblemDetails {
  const fields =
    error instanceof ValidationError
      ? { errors: error.fieldErrors(locale === 'en' ? 'en' : 'zh'), unnamed: error.unnamed }
      : {};
  return problemOf(error.code, { requestId, locale, members: error.members, ...fields });
}
