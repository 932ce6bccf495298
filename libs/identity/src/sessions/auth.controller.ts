import { Body, Controller, Get, HttpCode, Post, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiCookieAuth,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Audited } from '@task-queue/audit-trail';
import { CurrentIdentity, IdentityGuard, Public, WhileRestricted } from '@task-queue/access';
import {
  permissionsOf,
  RESTRICTIONS,
  type ChangePasswordRequest,
  type EndSessionAddress,
  type LoginRequest,
  type LoginResponse,
  type OwnAccount,
} from '@task-queue/contracts';
import {
  ApiProblems,
  BODY_PROBLEMS,
  CALLER_PROBLEMS,
  ProblemFilter,
  readAs,
  REQUEST_ID_HEADER,
} from '@task-queue/problems';
import { ChangePasswordDto } from '../accounts/users.dto.js';
import '../people-problems.js';
import type { TokenIdentity } from '../tokens/tokens.service.js';
import {
  EndSessionAddressDto,
  LOGIN_EXAMPLE,
  LoginDto,
  LoginResponseDto,
  OWN_ACCOUNT_EXAMPLE,
  OwnAccountDto,
} from './auth.dto.js';
import { AuthCookies, type CookieReply, type CookieRequest } from './auth-cookies.js';
import { AuthService, type Login, type SessionIdentity } from './auth.service.js';
import { OwnOriginGuard } from './own-origin.guard.js';
import { SessionGuard } from './session.guard.js';

interface Request extends CookieRequest {
  readonly ip: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

const SIGNED_IN = {
  type: LoginResponseDto,
  headers: {
    ...REQUEST_ID_HEADER,
    'Set-Cookie': { description: 'The refresh token: HttpOnly, SameSite=Strict', schema: { type: 'string' } },
  },
  example: LOGIN_EXAMPLE,
} as const;

/** Signing in and out. The refresh token lives in a cookie that no script can read. */
@ApiTags('auth')
@UseGuards(IdentityGuard)
@UseFilters(ProblemFilter)
@Controller('auth')
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly cookies: AuthCookies,
  ) {}

  @ApiOperation({
    summary: 'Sign in',
    description:
      'Who has a second factor is refused as `SECOND_FACTOR_REQUIRED`, and sends the same again with a `code`. Too many failures are answered with 429 until a while has passed; `Retry-After` says how long.',
    security: [],
  })
  @ApiBody({ type: LoginDto })
  @ApiOkResponse({ ...SIGNED_IN, description: 'Signed in' })
  @ApiProblems(
    ...BODY_PROBLEMS,
    'BAD_REQUEST',
    'INVALID_CREDENTIALS',
    'LOCAL_LOGIN_OFF',
    'SECOND_FACTOR_REQUIRED',
    'INVALID_SECOND_FACTOR',
    'TOO_MANY_REQUESTS',
    'INTERNAL',
    'UNAVAILABLE',
  )
  @Public()
  @HttpCode(200)
  @Audited('auth.login')
  @Post('login')
  async login(
    @Body(readAs(LoginDto)) body: LoginRequest,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: CookieReply,
  ): Promise<LoginResponse> {
    const userAgent = request.headers['user-agent'];
    const place = { address: request.ip, device: this.cookies.deviceOf(request), userAgent };
    return this.#answer(await this.auth.login(body, place), request, reply);
  }

  @ApiOperation({
    summary: 'Get a new access token by the refresh cookie',
    description: 'The cookie is renewed too: each is good once. Refused when another site’s page asks.',
  })
  @ApiCookieAuth('refresh-cookie')
  @ApiOkResponse({ ...SIGNED_IN, description: 'Still signed in' })
  @ApiProblems(...CALLER_PROBLEMS, ...BODY_PROBLEMS, 'PROVIDER_UNAVAILABLE')
  @Public()
  @UseGuards(OwnOriginGuard)
  @HttpCode(200)
  @Audited('auth.refresh')
  @Post('refresh')
  async refresh(@Req() request: Request, @Res({ passthrough: true }) reply: CookieReply): Promise<LoginResponse> {
    return this.#answer(await this.auth.refresh(this.cookies.refreshTokenOf(request), request.ip), request, reply);
  }

  @ApiOperation({
    summary: 'Sign out: end the session',
    description:
      'That of the bearer token or of the refresh cookie; all its tokens end with it. Refused when another site’s page asks. ' +
      'Who came from an OpenID provider is told where to sign out there.',
  })
  @ApiBearerAuth()
  @ApiCookieAuth('refresh-cookie')
  @ApiOkResponse({
    type: EndSessionAddressDto,
    description: 'Signed out here; the browser goes on to this address',
    headers: REQUEST_ID_HEADER,
    example: { endSessionUrl: 'https://login.example.com/session/end?client_id=task-queue' },
  })
  @ApiNoContentResponse({
    description: 'Signed out, also where nobody was signed in any more',
    headers: REQUEST_ID_HEADER,
  })
  @ApiProblems(...BODY_PROBLEMS, 'BAD_REQUEST', 'TOO_MANY_REQUESTS', 'INTERNAL', 'UNAVAILABLE', 'FORBIDDEN')
  @Public()
  @UseGuards(OwnOriginGuard)
  @Audited('auth.logout')
  @Post('logout')
  async logout(
    @Req() request: Request,
    @Res({ passthrough: true }) reply: CookieReply & { status(status: number): unknown },
  ): Promise<EndSessionAddress | undefined> {
    const source = { kind: 'request', headers: request.headers, address: request.ip } as const;
    const endSessionUrl = await this.auth.logout(this.cookies.refreshTokenOf(request), source);
    this.cookies.forget(request, reply);
    reply.status(endSessionUrl === null ? 204 : 200);
    return endSessionUrl === null ? undefined : { endSessionUrl };
  }

  @ApiOperation({ summary: 'Who is signed in' })
  @ApiBearerAuth()
  @ApiOkResponse({
    type: OwnAccountDto,
    description: 'The person, and what they may do',
    headers: REQUEST_ID_HEADER,
    example: OWN_ACCOUNT_EXAMPLE,
  })
  @ApiProblems(...CALLER_PROBLEMS)
  @WhileRestricted(...RESTRICTIONS)
  @Get('me')
  me(
    @CurrentIdentity() { id, username, roles, scopes, provider, restrictedBy }: SessionIdentity | TokenIdentity,
  ): OwnAccount {
    return {
      id,
      username,
      role: roles[0] ?? 'user',
      ...(provider === undefined ? {} : { provider }),
      ...(restrictedBy === undefined ? {} : { restrictedBy }),
      permissions: permissionsOf(roles, scopes),
    };
  }

  @ApiOperation({ summary: 'Change your own password; ends your other sessions' })
  @ApiBearerAuth()
  @ApiBody({ type: ChangePasswordDto })
  @ApiNoContentResponse({ description: 'The new password is in force', headers: REQUEST_ID_HEADER })
  @ApiProblems(...CALLER_PROBLEMS, ...BODY_PROBLEMS)
  @UseGuards(SessionGuard)
  @HttpCode(204)
  @Audited('auth.password')
  @WhileRestricted('PASSWORD_CHANGE_REQUIRED')
  @Post('password')
  changePassword(
    @CurrentIdentity() identity: SessionIdentity,
    @Body(readAs(ChangePasswordDto)) body: ChangePasswordRequest,
  ): Promise<void> {
    return this.auth.changePassword(identity, body);
  }

  #answer(login: Login, request: Request, reply: CookieReply): LoginResponse {
    this.cookies.keep(login, request, reply);
    return login.response;
  }
}
