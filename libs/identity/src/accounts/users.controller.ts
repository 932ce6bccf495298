import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, UseFilters, UseGuards } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { Audited } from '@task-queue/audit-trail';
import { CurrentIdentity, IdentityGuard, RequirePermission, type Identity } from '@task-queue/access';
import type { ChangeUserRequest, CreateUserRequest, UserAccount } from '@task-queue/contracts';
import {
  ApiProblems,
  BODY_PROBLEMS,
  CALLER_PROBLEMS,
  ProblemFilter,
  readAs,
  REQUEST_ID_HEADER,
} from '@task-queue/problems';
import { ChangeUserDto, CreateUserDto, USER_EXAMPLE, UserDto } from './users.dto.js';
import { UsersService } from './users.service.js';
import '../people-problems.js';

const UserId = (): MethodDecorator => ApiParam({ name: 'id', description: "The account's id" });

/** Accounts, for administrators. */
@ApiTags('users')
@ApiBearerAuth()
@ApiProblems(...CALLER_PROBLEMS)
@RequirePermission('users:manage')
@UseGuards(IdentityGuard)
@UseFilters(ProblemFilter)
@Controller('users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @ApiOperation({ summary: 'Everybody with an account' })
  @ApiOkResponse({
    type: [UserDto],
    description: 'Every account, the disabled ones too',
    headers: REQUEST_ID_HEADER,
    example: [USER_EXAMPLE],
  })
  @Get()
  list(): Promise<UserAccount[]> {
    return this.users.list();
  }

  @ApiOperation({ summary: 'Create an account' })
  @ApiBody({ type: CreateUserDto })
  @ApiCreatedResponse({
    type: UserDto,
    description: 'The new account',
    headers: REQUEST_ID_HEADER,
    example: USER_EXAMPLE,
  })
  @ApiProblems(...BODY_PROBLEMS, 'USERNAME_TAKEN')
  @Audited('user.create')
  @Post()
  create(
    @CurrentIdentity() admin: Identity,
    @Body(readAs(CreateUserDto)) body: CreateUserRequest,
  ): Promise<UserAccount> {
    return this.users.create(admin, body);
  }

  @ApiOperation({
    summary: 'Change the role or the password of an account, or disable it',
    description:
      'What is left out stays. The sessions of the person end, so that the change holds at once. Of who signs in at an OpenID ' +
      'provider, role and password are its own.',
  })
  @UserId()
  @ApiBody({ type: ChangeUserDto })
  @ApiOkResponse({
    type: UserDto,
    description: 'The account as it is now',
    headers: REQUEST_ID_HEADER,
    example: { ...USER_EXAMPLE, disabled: true },
  })
  @ApiProblems(...BODY_PROBLEMS, 'USER_NOT_FOUND', 'LAST_ADMIN', 'MANAGED_BY_PROVIDER')
  @Audited('user.change', 'user')
  @Patch(':id')
  change(
    @CurrentIdentity() admin: Identity,
    @Param('id') id: string,
    @Body(readAs(ChangeUserDto)) body: ChangeUserRequest,
  ): Promise<UserAccount> {
    return this.users.change(admin, id, body);
  }

  @ApiOperation({ summary: 'Delete an account and end its sessions; its tasks stay' })
  @UserId()
  @ApiNoContentResponse({ description: 'It is gone', headers: REQUEST_ID_HEADER })
  @ApiProblems(...BODY_PROBLEMS, 'USER_NOT_FOUND', 'LAST_ADMIN')
  @HttpCode(204)
  @Audited('user.delete', 'user')
  @Delete(':id')
  remove(@CurrentIdentity() admin: Identity, @Param('id') id: string): Promise<void> {
    return this.users.remove(admin, id);
  }
}
