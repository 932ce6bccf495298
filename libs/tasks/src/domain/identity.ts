/** Who calls, as every server of ours knows it. */
export type { Identity as TaskIdentity, IdentityResolver, IdentitySource, ResolvedIdentity } from '@task-queue/access';
