import { Controller, Delete, Get, HttpCode, Param, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Audited } from '@task-queue/audit-trail';
import { CurrentIdentity, IdentityGuard, RequirePermission, type Identity } from '@task-queue/access';
import type { OwnSessions } from '@task-queue/contracts';
import { ApiProblems, BODY_PROBLEMS, CALLER_PROBLEMS, ProblemFilter, REQUEST_ID_HEADER } from '@task-queue/problems';
import '../people-problems.js';
import { AuthCookies, type CookieReply, type CookieRequest } from './auth-cookies.js';
import type { SessionIdentity } from './auth.service.js';
import { SessionGuard } from './session.guard.js';
import { OwnSessionsDto, SESSION_EXAMPLE } from './sessions.dto.js';
import { SessionsService } from './sessions.service.js';

/** One's own sessions. An access token manages none. */
@ApiTags('auth')
@ApiBearerAuth()
@ApiProblems(...CALLER_PROBLEMS)
@UseGuards(IdentityGuard, SessionGuard)
@UseFilters(ProblemFilter)
@Controller('auth/sessions')
export class SessionsController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly cookies: AuthCookies,
  ) {}

  @ApiOperation({ summary: 'Where you are signed in: the session that asks, then the one used last first' })
  @ApiOkResponse({
    type: OwnSessionsDto,
    description: 'Your sessions that go on, at most 1,000',
    headers: REQUEST_ID_HEADER,
    example: { items: [SESSION_EXAMPLE] },
  })
  @Get()
  list(@CurrentIdentity() identity: SessionIdentity): Promise<OwnSessions> {
    return this.sessions.list(identity);
  }

  @ApiOperation({ summary: 'End your other sessions', description: 'At once, at sockets too.' })
  @ApiNoContentResponse({ description: 'This one alone goes on', headers: REQUEST_ID_HEADER })
  @ApiProblems(...BODY_PROBLEMS)
  @HttpCode(204)
  @Audited('session.end-others')
  @Delete()
  endOthers(@CurrentIdentity() identity: SessionIdentity): Promise<void> {
    return this.sessions.endOthers(identity);
  }

  @ApiOperation({
    summary: 'End one of your sessions',
    description: 'At once, at sockets too. The one that asks can be ended as well: that signs out.',
  })
  @ApiParam({ name: 'id', format: 'uuid', description: 'Of the session', example: SESSION_EXAMPLE.id })
  @ApiNoContentResponse({ description: 'It has ended', headers: REQUEST_ID_HEADER })
  @ApiProblems(...BODY_PROBLEMS, 'SESSION_NOT_FOUND')
  @HttpCode(204)
  @Audited('session.end', 'session')
  @Delete(':id')
  async end(
    @CurrentIdentity() identity: SessionIdentity,
    @Param('id') id: string,
    @Req() request: CookieRequest,
    @Res({ passthrough: true }) reply: CookieReply,
  ): Promise<void> {
    await this.sessions.end(identity, id);
    if (id === identity.sessionId) {
      this.cookies.forget(request, reply);
    }
  }
}

/** The sessions of others, for administrators. */
@ApiTags('users')
@ApiBearerAuth()
@ApiProblems(...CALLER_PROBLEMS)
@RequirePermission('users:manage')
@UseGuards(IdentityGuard)
@UseFilters(ProblemFilter)
@Controller('users/:id/sessions')
export class UserSessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @ApiOperation({
    summary: 'End all sessions of an account',
    description: 'At once, at sockets too. The account and its access tokens stay as they are.',
  })
  @ApiParam({ name: 'id', description: "The account's id" })
  @ApiNoContentResponse({ description: 'The person has to sign in again', headers: REQUEST_ID_HEADER })
  @ApiProblems(...BODY_PROBLEMS, 'USER_NOT_FOUND')
  @HttpCode(204)
  @Audited('session.end-all', 'user')
  @Delete()
  endAll(@CurrentIdentity() admin: Identity, @Param('id') id: string): Promise<void> {
    return this.sessions.endAllOf(admin, id);
  }
}
