import type { AuditToken, Restriction, TaskCreator, TokenScope, UserRole } from '@task-queue/contracts';

/** Who is calling. What they may do is decided by their roles: see `may`. */
export interface Identity extends TaskCreator {
  readonly roles: readonly UserRole[];
  /** Where the caller comes with an access token: how far it reaches, whatever the roles allow. */
  readonly scopes?: readonly TokenScope[];
}

/** What an {@link IdentityResolver} is given: an HTTP request's headers, or a Socket.IO handshake; and where it comes from. */
export type IdentitySource = { readonly address?: string } & (
  | { readonly kind: 'request'; readonly headers: Readonly<Record<string, string | string[] | undefined>> }
  | { readonly kind: 'handshake'; readonly auth: Readonly<Record<string, unknown>> }
);

/** What the resolver found: who it is, and until when that holds. */
export interface ResolvedIdentity extends Identity {
  /** Epoch milliseconds; a socket is closed then. Left out: for as long as the connection lasts. */
  readonly expiresAtMs?: number;
  /** What they have to do first: the code that all else is refused with. */
  readonly restrictedBy?: Restriction;
  /** The access token that they come with, as the audit log calls it. */
  readonly token?: AuditToken;
}

/**
 * Maps a request or a handshake to a person; `null` when there is none (401, or `connect_error UNAUTHORIZED`).
 * The one thing a host application with a login of its own has to supply.
 */
export type IdentityResolver = (source: IdentitySource) => ResolvedIdentity | null | Promise<ResolvedIdentity | null>;

/** Injection token of the {@link IdentityResolver}. */
export const IDENTITY_RESOLVER = Symbol('IdentityResolver');
