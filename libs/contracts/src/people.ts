import type { Permission, UserRole } from './permissions.js';
import type { IsoInstant } from './task.js';

/** The person who is signed in. */
export interface SessionUser {
  readonly id: string;
  readonly username: string;
  readonly role: UserRole;
  /** The host of the OpenID provider that they sign in at; left out for who has a password here, and for service accounts. */
  readonly provider?: string;
}

/**
 * What somebody may have to do in their session before anything else: the code that every other call, and a socket, is refused with. Access
 * tokens go on.
 */
export const RESTRICTIONS = ['PASSWORD_CHANGE_REQUIRED', 'SECOND_FACTOR_SETUP_REQUIRED'] as const;

/** One of {@link RESTRICTIONS}. */
export type Restriction = (typeof RESTRICTIONS)[number];

/** The person who is signed in, in their session. */
export interface SignedInUser extends SessionUser {
  /** What they have to do first; left out for nothing. */
  readonly restrictedBy?: Restriction;
}

/** Answer of `GET /api/auth/me`. */
export interface OwnAccount extends SignedInUser {
  /** What the person may do, in the order of `PERMISSIONS`. */
  readonly permissions: readonly Permission[];
}

/** Body of `POST /api/auth/login`. */
export interface LoginRequest {
  readonly username: string;
  readonly password: string;
  /** Where they have a second factor: what their app shows, or a recovery code. Without it they are refused as `SECOND_FACTOR_REQUIRED`. */
  readonly code?: string;
}

/** Answer of `POST /api/auth/login` and `/refresh`. */
export interface LoginResponse {
  readonly accessToken: string;
  /** Seconds until the access token expires. */
  readonly expiresIn: number;
  readonly user: SignedInUser;
}

/** A person with an account, as administrators see it. */
export interface UserAccount extends SessionUser {
  /** Whether the person may no longer sign in. */
  readonly disabled: boolean;
  /** Whether it is a service account: without a password, for programs that come with access tokens. */
  readonly isService: boolean;
  /** Whether they are asked for a code beside their password. */
  readonly secondFactor: boolean;
  /** Whether their session is good for changing the password alone, until they have. */
  readonly mustChangePassword: boolean;
  readonly createdAt: IsoInstant;
}

/** Body of `POST /api/users`. */
export interface CreateUserRequest {
  /** 2 to 64 letters, digits or `. _ @ -`; unique, whatever its case. */
  readonly username: string;
  /** 8 to 128 characters. Left out for a service account, which nobody signs in with. */
  readonly password?: string;
  /** @default 'user' */
  readonly role?: UserRole;
  /** Whether the password is a first one, to be changed before anything else. @default false */
  readonly mustChangePassword?: boolean;
}

/** Body of `PATCH /api/users/:id`; what is left out stays. */
export interface ChangeUserRequest {
  readonly role?: UserRole;
  readonly disabled?: boolean;
  readonly password?: string;
  /** With a password: whether it is to be changed before anything else. @default false */
  readonly mustChangePassword?: boolean;
}

/** Body of `POST /api/auth/password`. */
export interface ChangePasswordRequest {
  readonly currentPassword: string;
  /** 8 to 128 characters. */
  readonly newPassword: string;
}
