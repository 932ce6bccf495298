import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsString, Length, Matches, ValidateIf } from 'class-validator';
import {
  type ChangePasswordRequest,
  type ChangeUserRequest,
  type CreateUserRequest,
  PASSWORD_LENGTH,
  USER_ROLES,
  type UserAccount,
  USERNAME,
  type UserRole,
} from '@task-queue/contracts';
import type { Assert, SameFields, SameNames } from '@task-queue/problems';
import { Composed } from './composed.js';

/** How a password that somebody chooses is documented. */
const NEW_PASSWORD = { format: 'password', minLength: PASSWORD_LENGTH.min, maxLength: PASSWORD_LENGTH.max } as const;

/** How a password that somebody has is documented. */
export const OWN_PASSWORD = {
  format: 'password',
  minLength: 1,
  maxLength: 128,
  example: 'a long enough password',
} as const;

/** How it is documented that a password is a first one. */
const MUST_CHANGE = {
  description:
    'Goes with a password: the person has to change it before anything else; `false` when left out. Their access tokens go on',
} as const;

/** How `SessionUser.provider` is documented. */
export const PROVIDER = {
  description: 'The host of the OpenID provider that the person signs in at; left out for everybody else',
  example: 'login.example.com',
} as const;

/** May be left out, which leaves it as it is; a `null` has no meaning here and is refused like any other wrong value. */
export const MayBeLeftOut = (): PropertyDecorator => ValidateIf((_body: object, value: unknown) => value !== undefined);

export class UserDto implements UserAccount {
  @ApiProperty({ example: '019aaf3b-77e0-7a31-9d25-3c1b8e4f6a02' }) readonly id!: string;
  @ApiProperty({ example: 'han' }) readonly username!: string;
  @ApiProperty({ enum: USER_ROLES, enumName: 'UserRole' }) readonly role!: UserRole;
  @ApiProperty({ description: 'Whether the person may no longer sign in' }) readonly disabled!: boolean;
  @ApiProperty({ description: 'Whether it has no password: for programs that come with access tokens' })
  readonly isService!: boolean;
  @ApiProperty({ description: 'Whether they are asked for a code beside their password' })
  readonly secondFactor!: boolean;
  @ApiProperty({ description: 'Whether their session is good for changing the password alone, until they have' })
  readonly mustChangePassword!: boolean;
  @ApiPropertyOptional(PROVIDER) readonly provider?: string;
  @ApiProperty({ format: 'date-time', example: '2026-11-23T08:14:02.007Z' }) readonly createdAt!: string;
}

export class CreateUserDto implements CreateUserRequest {
  @ApiProperty({
    description: '2 to 64 letters, digits or `. _ @ -`; unique, whatever its case',
    minLength: 2,
    maxLength: 64,
    pattern: USERNAME.source,
    example: 'han',
  })
  @Composed({ isTrimmed: true })
  @IsString()
  @Matches(USERNAME)
  readonly username!: string;

  @ApiPropertyOptional({
    ...NEW_PASSWORD,
    description: 'Left out for a service account, which nobody signs in with',
    example: 'a much better password',
  })
  @MayBeLeftOut()
  @Composed()
  @IsString()
  @Length(PASSWORD_LENGTH.min, PASSWORD_LENGTH.max)
  readonly password?: string;

  @ApiPropertyOptional({ enum: USER_ROLES, enumName: 'UserRole', description: '`user` when left out' })
  @IsIn(USER_ROLES)
  readonly role: UserRole = 'user';

  @ApiPropertyOptional(MUST_CHANGE)
  @MayBeLeftOut()
  @IsBoolean()
  readonly mustChangePassword?: boolean;
}

export class ChangeUserDto implements ChangeUserRequest {
  @ApiPropertyOptional({ enum: USER_ROLES, enumName: 'UserRole' })
  @MayBeLeftOut()
  @IsIn(USER_ROLES)
  readonly role?: UserRole;

  @ApiPropertyOptional({ description: 'Ends all sessions of the person when true' })
  @MayBeLeftOut()
  @IsBoolean()
  readonly disabled?: boolean;

  @ApiPropertyOptional(NEW_PASSWORD)
  @MayBeLeftOut()
  @Composed()
  @IsString()
  @Length(PASSWORD_LENGTH.min, PASSWORD_LENGTH.max)
  readonly password?: string;

  @ApiPropertyOptional(MUST_CHANGE)
  @MayBeLeftOut()
  @IsBoolean()
  readonly mustChangePassword?: boolean;
}

export class ChangePasswordDto implements ChangePasswordRequest {
  @ApiProperty(OWN_PASSWORD)
  @Composed()
  @IsString()
  @Length(OWN_PASSWORD.minLength, OWN_PASSWORD.maxLength)
  readonly currentPassword!: string;

  @ApiProperty({ ...NEW_PASSWORD, example: 'a much better password' })
  @Composed()
  @IsString()
  @Length(PASSWORD_LENGTH.min, PASSWORD_LENGTH.max)
  readonly newPassword!: string;
}

/** For the OpenAPI document. */
export const USER_EXAMPLE: UserAccount = {
  id: '019aaf3b-77e0-7a31-9d25-3c1b8e4f6a02',
  username: 'han',
  role: 'user',
  disabled: false,
  isService: false,
  secondFactor: false,
  mustChangePassword: false,
  createdAt: '2026-11-23T08:14:02.007Z',
};

/** A field that these classes and the contract do not share is a compile error. */
export type UsersDtoMatches = [
  Assert<SameFields<UserDto, UserAccount>>,
  Assert<SameNames<CreateUserDto, CreateUserRequest>>, // its role has a default
  Assert<SameFields<ChangeUserDto, ChangeUserRequest>>,
  Assert<SameFields<ChangePasswordDto, ChangePasswordRequest>>,
];
