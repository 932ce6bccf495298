export { quickHash } from './quick-hash.js';
export { UserStore, type User } from '../src/accounts/user-store.js';
export { TOKEN_RULES } from '../src/sessions/auth.service.js';
export { SessionStore } from '../src/sessions/session-store.js';
export { LoginThrottle } from '../src/throttle/login-throttle.js';
