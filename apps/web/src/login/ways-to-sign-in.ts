import type { WaysToSignIn } from '@task-queue/identity-ui';

/** The ways to sign in that the server has told in the start page; by a password where it tells none. */
export function waysToSignIn(): WaysToSignIn {
  const told = document.querySelector<HTMLMetaElement>('meta[name=sign-in]')?.content.split(' ') ?? [];
  const singleSignOn = told.includes('sso');
  return { singleSignOn, localLogin: singleSignOn && !told.includes('password') ? 'administrator' : 'everybody' };
}
