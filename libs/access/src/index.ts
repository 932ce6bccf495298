export { ConcurrencyLimit } from './concurrency-limit.js';
export {
  CurrentIdentity,
  IdentityGuard,
  Public,
  refusalOf,
  RequirePermission,
  WhileRestricted,
  type IdentifiedRequest,
} from './identity.guard.js';
export { CountedByItems, callsIn } from './counted-by-items.js';
export {
  IDENTITY_RESOLVER,
  type Identity,
  type IdentityResolver,
  type IdentitySource,
  type ResolvedIdentity,
} from './identity.js';
export { networkOf } from './network.js';
