export { identityUiTexts, type IdentityUiTexts } from './i18n/identity-ui-texts';
export { identityPages, loginFormRoutes, passwordDialog, secondFactorDialog, sessionsDialog } from './identity-pages';
export { provideIdentityUi, type IdentityUiOptions, type WaysToSignIn } from './provide-identity-ui';
export { ownAddress } from './session/own-address';
export { renewOnRefusal } from './session/renew-on-refusal';
export { Session } from './session/session';
