import type { TaskIdentity } from '../../domain/identity.js';

/** Who owns what the code declares: nobody who could sign in. */
export const CODE_OWNER: TaskIdentity = { id: 'code:schedules', username: 'system', roles: ['admin'] };
