export { ApiProblems, BODY_PROBLEMS, CALLER_PROBLEMS, REQUEST_ID_HEADER } from './api-problems.js';
export { ApiQueryOf } from './api-query-of.js';
export { MayBeNull } from './dto/may-be-null.js';
export { ERROR_CODE, FieldErrorDto, ProblemDto } from './dto/problem.dto.js';
export type { Assert, SameFields, SameNames } from './dto/same-fields.js';
export { nestedClassOf, rulesOf, type Rule } from './fields/class-rules.js';
export { fieldProblems, isPlainObject, NOT_AN_OBJECT } from './fields/field-problems.js';
export { instantMs } from './fields/instant.js';
export { IsEncodedInstant, IsInstant } from './fields/is-instant.js';
export { IsOneLine } from './fields/is-one-line.js';
export { requireBoundedJson } from './fields/json-limits.js';
export { isSurelyValid } from './fields/surely-valid.js';
export { takeKnownFields } from './fields/unknown-fields.js';
export { localeOf } from './locale.js';
export {
  MAX_NAMED_FIELDS,
  ProblemError,
  TooManyRequestsError,
  ValidationError,
  type FieldProblem,
  type ProblemErrorOptions,
  type ProblemMembers,
} from './problem-error.js';
export { DEFAULT_LOCALE, ProblemFilter } from './problem.filter.js';
export { defineProblems, PROBLEMS, type ProblemText, type ProblemTexts } from './problem-registry.js';
export { problemOf, problemOfError, type ProblemContext } from './problem.js';
export { requestIdOf } from './request-id.js';
export { readAs, requestPipe } from './request.pipe.js';
