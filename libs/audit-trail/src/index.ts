export {
  AUDIT_ID,
  AUDIT_KEYS,
  AUDIT_LUA,
  AuditLog,
  type AuditPart,
  type AuditRange,
  type AuditRetention,
} from './audit-log.js';
export { AuditGuard, AuditTrail } from './audit-trail.js';
export { Audited, auditedRouteOf, NotAudited, type AuditedRoute } from './audited.js';
export {
  audited,
  AuditedCall,
  auditedCall,
  entryOfCall,
  noteForAudit,
  refuseForAudit,
  untold,
  type AuditedRequest,
  type AuditFacts,
} from './audited-call.js';
export type { ToldEntry } from './entry.js';
