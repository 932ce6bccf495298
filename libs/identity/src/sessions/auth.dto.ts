import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import {
  PERMISSIONS,
  permissionsOf,
  RESTRICTIONS,
  USER_ROLES,
  type EndSessionAddress,
  type LoginRequest,
  type LoginResponse,
  type OwnAccount,
  type Permission,
  type Restriction,
  type SessionUser,
  type SignedInUser,
  type UserRole,
} from '@task-queue/contracts';
import type { Assert, SameFields } from '@task-queue/problems';
import { Composed } from '../accounts/composed.js';
import { MayBeLeftOut, OWN_PASSWORD, PROVIDER } from '../accounts/users.dto.js';
import { CODE } from '../second-factor/second-factor.dto.js';

export class LoginDto implements LoginRequest {
  @ApiProperty({ minLength: 1, maxLength: 64, example: 'admin' })
  @Composed({ isTrimmed: true })
  @IsString()
  @Length(1, 64)
  readonly username!: string;

  @ApiProperty(OWN_PASSWORD)
  @Composed()
  @IsString()
  @Length(OWN_PASSWORD.minLength, OWN_PASSWORD.maxLength)
  readonly password!: string;

  @ApiPropertyOptional({
    ...CODE,
    description: 'What your authenticator app shows, or a recovery code; asked for with `SECOND_FACTOR_REQUIRED`',
  })
  @MayBeLeftOut()
  @Composed({ isTrimmed: true })
  @IsString()
  @Length(CODE.minLength, CODE.maxLength)
  readonly code?: string;
}

export class SessionUserDto implements SessionUser {
  @ApiProperty({ example: '019aaf3a-1c52-7d10-b6a1-5f0e9d3c7b24' }) readonly id!: string;
  @ApiProperty({ example: 'admin' }) readonly username!: string;
  @ApiProperty({ enum: USER_ROLES, enumName: 'UserRole' }) readonly role!: UserRole;
  @ApiPropertyOptional(PROVIDER) readonly provider?: string;
}

export class EndSessionAddressDto implements EndSessionAddress {
  @ApiProperty({ format: 'uri', example: 'https://login.example.com/session/end?client_id=task-queue' })
  readonly endSessionUrl!: string;
}

export class SignedInUserDto extends SessionUserDto implements SignedInUser {
  @ApiPropertyOptional({
    enum: RESTRICTIONS,
    enumName: 'Restriction',
    description: 'What they have to do before anything else, which is refused with this code; left out for nothing',
  })
  readonly restrictedBy?: Restriction;
}

export class OwnAccountDto extends SignedInUserDto implements OwnAccount {
  @ApiProperty({ enum: Object.keys(PERMISSIONS), enumName: 'Permission', isArray: true })
  readonly permissions!: readonly Permission[];
}

export class LoginResponseDto implements LoginResponse {
  @ApiProperty({
    description: 'For `Authorization: Bearer` and the Socket.IO handshake',
    example: 'eyJhbGciOiJIUzI1NiJ9.e30.signature',
  })
  readonly accessToken!: string;
  @ApiProperty({ type: 'integer', minimum: 1, description: 'Good for so many seconds', example: 900 })
  readonly expiresIn!: number;
  @ApiProperty({ type: SignedInUserDto }) readonly user!: SignedInUserDto;
}

const user: SessionUser = { id: '019aaf3a-1c52-7d10-b6a1-5f0e9d3c7b24', username: 'admin', role: 'admin' };

/** For the OpenAPI document. */
export const OWN_ACCOUNT_EXAMPLE: OwnAccount = { ...user, permissions: permissionsOf([user.role]) };

/** For the OpenAPI document. */
export const LOGIN_EXAMPLE: LoginResponse = {
  accessToken: 'eyJhbGciOiJIUzI1NiJ9.e30.signature',
  expiresIn: 900,
  user,
};

/** A field that these classes and the contract do not share is a compile error. */
export type AuthDtoMatches = [
  Assert<SameFields<LoginDto, LoginRequest>>,
  Assert<SameFields<SessionUserDto, SessionUser>>,
  Assert<SameFields<SignedInUserDto, SignedInUser>>,
  Assert<SameFields<EndSessionAddressDto, EndSessionAddress>>,
  Assert<SameFields<OwnAccountDto, OwnAccount>>,
  Assert<SameFields<LoginResponseDto, LoginResponse>>,
];
