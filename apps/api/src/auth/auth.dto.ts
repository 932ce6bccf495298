import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import {
  USER_ROLES,
  type LoginRequest,
  type LoginResponse,
  type SessionUser,
  type UserRole,
} from '@task-queue/contracts';

export class LoginDto implements LoginRequest {
  @ApiProperty({ example: 'admin' })
  @IsString()
  @Length(1, 64)
  readonly username!: string;

  @ApiProperty({ format: 'password' })
  @IsString()
  @Length(1, 128)
  readonly password!: string;
}

export class SessionUserDto implements SessionUser {
  @ApiProperty() readonly id!: string;
  @ApiProperty({ example: 'admin' }) readonly username!: string;
  @ApiProperty({ enum: USER_ROLES }) readonly role!: UserRole;
}

export class LoginResponseDto implements LoginResponse {
  @ApiProperty({ description: 'For `Authorization: Bearer` and the Socket.IO handshake' })
  readonly accessToken!: string;
  @ApiProperty({ description: 'In seconds', example: 900 }) readonly expiresIn!: number;
  @ApiProperty({ type: SessionUserDto }) readonly user!: SessionUserDto;
}
