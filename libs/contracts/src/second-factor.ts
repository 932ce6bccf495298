/**
 * Whether somebody who signs in with a password here is asked for a code of an authenticator app too (TOTP, RFC 6238: SHA-1,
 * 6 digits, 30 s). Answer of `GET /api/auth/second-factor`.
 */
export interface SecondFactor {
  readonly isOn: boolean;
  /** Codes that are left for when the app is lost, each good once; 0 where it is off. */
  readonly recoveryCodesLeft: number;
}

/** Body of `POST /api/auth/second-factor`. */
export interface BeginSecondFactorRequest {
  readonly password: string;
}

/** Answer of `POST /api/auth/second-factor`: what the app has to know. It is on when a code of the app was confirmed. */
export interface BegunSecondFactor {
  /** In base32, for who types it; shown this once. */
  readonly secret: string;
  /** The same as an `otpauth:` address, for a QR code. */
  readonly uri: string;
  /** Seconds until it has to be confirmed. */
  readonly expiresIn: number;
}

/** Body of `POST /api/auth/second-factor/confirm`. */
export interface ConfirmSecondFactorRequest {
  /** What the app shows: six digits. */
  readonly code: string;
}

/** Body of `POST /api/auth/second-factor/off` and `/recovery-codes`. */
export interface ProveSecondFactorRequest {
  readonly password: string;
  /** What the app shows, or a recovery code. */
  readonly code: string;
}

/** Answer of `POST /api/auth/second-factor/confirm` and `/recovery-codes`. */
export interface RecoveryCodes {
  /** Each good once in place of a code of the app, the former ones no longer; shown this once. */
  readonly recoveryCodes: readonly string[];
}

/** Who has to have a second factor, of those who sign in with a password here. */
export const SECOND_FACTOR_DUTIES = ['optional', 'administrators', 'everybody'] as const;

/** One of {@link SECOND_FACTOR_DUTIES}. */
export type SecondFactorDuty = (typeof SECOND_FACTOR_DUTIES)[number];

/** How many recovery codes somebody gets. */
export const RECOVERY_CODES = 10;
