import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, IsString, Length, Matches } from 'class-validator';
import {
  USER_ROLES,
  type ChangePasswordRequest,
  type ChangeUserRequest,
  type CreateUserRequest,
  type UserAccount,
  type UserRole,
} from '@task-queue/contracts';

/** 8 to 128 characters, no rules of composition (OWASP ASVS 5, 6.2). */
const PASSWORD_LENGTH = [8, 128] as const;

export class UserDto implements UserAccount {
  @ApiProperty() readonly id!: string;
  @ApiProperty({ example: 'han' }) readonly username!: string;
  @ApiProperty({ enum: USER_ROLES }) readonly role!: UserRole;
  @ApiProperty({ description: 'Whether the person may no longer sign in' }) readonly disabled!: boolean;
  @ApiProperty({ format: 'date-time' }) readonly createdAt!: string;
}

export class CreateUserDto implements CreateUserRequest {
  @ApiProperty({ example: 'han', description: '2 to 64 letters, digits or . _ @ -' })
  @IsString()
  @Matches(/^[\p{L}\p{N}._@-]{2,64}$/u)
  readonly username!: string;

  @ApiProperty({ format: 'password', minLength: 8, maxLength: 128 })
  @IsString()
  @Length(...PASSWORD_LENGTH)
  readonly password!: string;

  @ApiPropertyOptional({ enum: USER_ROLES, default: 'user' })
  @IsIn(USER_ROLES)
  readonly role: UserRole = 'user';
}

export class ChangeUserDto implements ChangeUserRequest {
  @ApiPropertyOptional({ enum: USER_ROLES })
  @IsOptional()
  @IsIn(USER_ROLES)
  readonly role?: UserRole;

  @ApiPropertyOptional({ description: 'Ends all sessions of the person when true' })
  @IsOptional()
  @IsBoolean()
  readonly disabled?: boolean;

  @ApiPropertyOptional({ format: 'password', minLength: 8, maxLength: 128 })
  @IsOptional()
  @IsString()
  @Length(...PASSWORD_LENGTH)
  readonly password?: string;
}

export class ChangePasswordDto implements ChangePasswordRequest {
  @ApiProperty({ format: 'password' })
  @IsString()
  @Length(1, 128)
  readonly currentPassword!: string;

  @ApiProperty({ format: 'password', minLength: 8, maxLength: 128 })
  @IsString()
  @Length(...PASSWORD_LENGTH)
  readonly newPassword!: string;
}
