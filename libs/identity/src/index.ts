export { AccountsBackup } from './accounts/accounts-backup.js';
export { isMuchUsed } from './accounts/guessable-passwords.js';
export { IdentityChanges } from './identity-changes.js';
export type { IdentityModuleOptions, OwnPages } from './identity-options.js';
export { IdentityModule } from './identity.module.js';
export type { SingleSignOnOptions } from './oidc/single-sign-on-options.js';
export type { KeptSecrets } from './second-factor/kept-secrets.js';
export { AuthService, type SessionIdentity } from './sessions/auth.service.js';
