import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import {
  RECOVERY_CODES,
  type BeginSecondFactorRequest,
  type BegunSecondFactor,
  type ConfirmSecondFactorRequest,
  type ProveSecondFactorRequest,
  type RecoveryCodes,
  type SecondFactor,
} from '@task-queue/contracts';
import type { Assert, SameFields } from '@task-queue/problems';
import { Composed } from '../accounts/composed.js';
import { OWN_PASSWORD } from '../accounts/users.dto.js';

/** How a code is documented: one that somebody pastes may have blanks. */
export const CODE = { minLength: 1, maxLength: 64, example: '123456' } as const;

/** For the OpenAPI document. */
export const BEGUN_EXAMPLE: BegunSecondFactor = {
  secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  uri: 'otpauth://totp/Task%20queue:han?issuer=Task%20queue&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30',
  expiresIn: 600,
};

/** For the OpenAPI document. */
export const RECOVERY_CODES_EXAMPLE: RecoveryCodes = {
  recoveryCodes: Array.from({ length: RECOVERY_CODES }, (_, i) => `7k2m9q-x4w8tn-p3v6rd-h5b0c${i}`),
};

export class SecondFactorDto implements SecondFactor {
  @ApiProperty() readonly isOn!: boolean;
  @ApiProperty({ type: 'integer', minimum: 0, maximum: RECOVERY_CODES, example: RECOVERY_CODES })
  readonly recoveryCodesLeft!: number;
}

export class BeginSecondFactorDto implements BeginSecondFactorRequest {
  @ApiProperty(OWN_PASSWORD)
  @Composed()
  @IsString()
  @Length(OWN_PASSWORD.minLength, OWN_PASSWORD.maxLength)
  readonly password!: string;
}

export class BegunSecondFactorDto implements BegunSecondFactor {
  @ApiProperty({ description: 'In base32, shown this once', example: BEGUN_EXAMPLE.secret })
  readonly secret!: string;
  @ApiProperty({ description: 'For a QR code', example: BEGUN_EXAMPLE.uri })
  readonly uri!: string;
  @ApiProperty({ type: 'integer', minimum: 1, description: 'To be confirmed within so many seconds', example: 600 })
  readonly expiresIn!: number;
}

export class ConfirmSecondFactorDto implements ConfirmSecondFactorRequest {
  @ApiProperty({ ...CODE, description: 'What the app shows' })
  @Composed({ isTrimmed: true })
  @IsString()
  @Length(CODE.minLength, CODE.maxLength)
  readonly code!: string;
}

export class ProveSecondFactorDto extends BeginSecondFactorDto implements ProveSecondFactorRequest {
  @ApiProperty({ ...CODE, description: 'What the app shows, or a recovery code' })
  @Composed({ isTrimmed: true })
  @IsString()
  @Length(CODE.minLength, CODE.maxLength)
  readonly code!: string;
}

export class RecoveryCodesDto implements RecoveryCodes {
  @ApiProperty({
    type: [String],
    minItems: RECOVERY_CODES,
    maxItems: RECOVERY_CODES,
    description: 'Each good once in place of a code of the app; shown this once',
    example: RECOVERY_CODES_EXAMPLE.recoveryCodes,
  })
  readonly recoveryCodes!: readonly string[];
}

/** A field that these classes and the contract do not share is a compile error. */
export type SecondFactorDtoMatches = [
  Assert<SameFields<SecondFactorDto, SecondFactor>>,
  Assert<SameFields<BeginSecondFactorDto, BeginSecondFactorRequest>>,
  Assert<SameFields<BegunSecondFactorDto, BegunSecondFactor>>,
  Assert<SameFields<ConfirmSecondFactorDto, ConfirmSecondFactorRequest>>,
  Assert<SameFields<ProveSecondFactorDto, ProveSecondFactorRequest>>,
  Assert<SameFields<RecoveryCodesDto, RecoveryCodes>>,
];
