import type { SsoFailure } from '@task-queue/contracts';
import { errors } from 'jose';
import {
  AuthorizationResponseError,
  type ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client';

/** Of answers that are none: of a proxy before it, cut off, or too late. */
const NO_ANSWERS = [
  'OAUTH_TIMEOUT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
];

/** What it means that somebody could not be signed in. */
export function failureOf(error: unknown): SsoFailure {
  if (error instanceof AuthorizationResponseError) {
    const isAway = ['server_error', 'temporarily_unavailable'].includes(error.error);
    return error.error === 'access_denied' ? 'cancelled' : isAway ? 'unreachable' : 'refused';
  }
  if (error instanceof ResponseBodyError) {
    return error.error === 'invalid_grant' ? 'refused' : 'unreachable'; // else it is us that it does not know
  }
  const isAway =
    error instanceof TypeError ||
    error instanceof WWWAuthenticateChallengeError || // it is us too
    NO_ANSWERS.includes(String((error as ClientError).code));
  return isAway ? 'unreachable' : 'refused';
}

/** That the provider's keys could not be had, and nothing of what was signed by one. */
const NO_KEYS = [errors.JOSEError.code, errors.JWKSTimeout.code, errors.JWKSInvalid.code];

/** What it means that a token of the provider could not be verified. */
export function failureOfToken(error: unknown): SsoFailure {
  const isAway = error instanceof TypeError || (error instanceof errors.JOSEError && NO_KEYS.includes(error.code));
  return isAway ? 'unreachable' : 'refused';
}

/** How a provider says that a person may not go on. */
const NOES = ['invalid_grant', 'interaction_required', 'login_required', 'consent_required', 'access_denied'];

/**
 * What it means that a session could not be asked about. Only a no of the provider is one: an expired client secret, its keys out of
 * reach, a wrong clock or a proxy say nothing of the person, and would sign everybody out.
 */
export function failureOfRenewal(error: unknown): SsoFailure {
  return error instanceof ResponseBodyError && NOES.includes(error.error) ? 'refused' : 'unreachable';
}
