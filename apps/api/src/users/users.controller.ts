import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { UserAccount } from '@task-queue/contracts';
import { ApiProblems, CurrentIdentity, RequireRole, type TaskIdentity } from '@task-queue/tasks';
import { ChangeUserDto, CreateUserDto, UserDto } from './users.dto.js';
import { UsersService } from './users.service.js';

/** Accounts, for administrators. */
@ApiTags('users')
@ApiBearerAuth()
@ApiProblems('UNAUTHORIZED', 'FORBIDDEN', 'UNAVAILABLE')
@RequireRole('admin')
@Controller('users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @ApiOperation({ summary: 'Everybody with an account' })
  @ApiOkResponse({ type: [UserDto] })
  @Get()
  list(): Promise<UserAccount[]> {
    return this.users.list();
  }

  @ApiOperation({ summary: 'Create an account' })
  @ApiCreatedResponse({ type: UserDto })
  @ApiProblems('VALIDATION_FAILED', 'USERNAME_TAKEN')
  @Post()
  create(@CurrentIdentity() admin: TaskIdentity, @Body() body: CreateUserDto): Promise<UserAccount> {
    return this.users.create(admin, body);
  }

  @ApiOperation({ summary: 'Change the role or the password of an account, or disable it; ends its sessions' })
  @ApiOkResponse({ type: UserDto })
  @ApiProblems('VALIDATION_FAILED', 'USER_NOT_FOUND', 'LAST_ADMIN')
  @Patch(':id')
  change(
    @CurrentIdentity() admin: TaskIdentity,
    @Param('id') id: string,
    @Body() body: ChangeUserDto,
  ): Promise<UserAccount> {
    return this.users.change(admin, id, body);
  }

  @ApiOperation({ summary: 'Delete an account and end its sessions; its tasks stay' })
  @ApiNoContentResponse()
  @ApiProblems('USER_NOT_FOUND', 'LAST_ADMIN')
  @HttpCode(204)
  @Delete(':id')
  remove(@CurrentIdentity() admin: TaskIdentity, @Param('id') id: string): Promise<void> {
    return this.users.remove(admin, id);
  }
}
