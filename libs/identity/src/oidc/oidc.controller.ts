import { Body, Controller, Get, HttpCode, Post, Redirect, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import { ApiBody, ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdentityGuard, Public } from '@task-queue/access';
import { Audited, NotAudited } from '@task-queue/audit-trail';
import type { BeginSingleSignOnRequest, ProviderAddress } from '@task-queue/contracts';
import {
  ApiProblems,
  BODY_PROBLEMS,
  ProblemError,
  ProblemFilter,
  readAs,
  REQUEST_ID_HEADER,
} from '@task-queue/problems';
import '../people-problems.js';
import { AuthCookies, type CookieReply, type CookieRequest } from '../sessions/auth-cookies.js';
import { OwnOriginGuard } from '../sessions/own-origin.guard.js';
import { BeginSingleSignOnDto, ProviderAddressDto } from './oidc.dto.js';
import { OpenIdProvider } from './open-id-provider.js';
import { ProviderSessions } from './provider-sessions.js';
import { SingleSignOn } from './single-sign-on.js';
import { TransactionCookies } from './transaction-cookies.js';

interface Request extends CookieRequest {
  readonly ip: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** Where a browser is led. */
interface Led {
  readonly url: string;
}

/** Signing in at an OpenID provider. The page begins, a browser that the provider sends comes back, and the provider calls the last. */
@ApiTags('auth')
@Public()
@UseGuards(IdentityGuard)
@UseFilters(ProblemFilter)
@Controller('auth/oidc')
export class OidcController {
  constructor(
    private readonly singleSignOn: SingleSignOn,
    private readonly providerSessions: ProviderSessions,
    private readonly provider: OpenIdProvider,
    private readonly transactions: TransactionCookies,
    private readonly cookies: AuthCookies,
  ) {}

  @ApiOperation({
    summary: 'Begin to sign in at the OpenID provider',
    description:
      'The browser keeps a cookie, by which it is known when it comes back, and goes on to the address. Refused when another ' +
      'site’s page asks: nobody is signed in by a link.',
    security: [],
  })
  @ApiBody({ type: BeginSingleSignOnDto })
  @ApiOkResponse({
    type: ProviderAddressDto,
    description: 'Where the browser goes on to',
    headers: REQUEST_ID_HEADER,
    example: { url: 'https://login.example.com/authorize?client_id=task-queue&response_type=code' },
  })
  @ApiProblems(
    ...BODY_PROBLEMS,
    'BAD_REQUEST',
    'FORBIDDEN',
    'NOT_FOUND',
    'TOO_MANY_REQUESTS',
    'INTERNAL',
    'PROVIDER_UNAVAILABLE',
  )
  @UseGuards(OwnOriginGuard)
  @HttpCode(200)
  @NotAudited()
  @Post('login')
  async begin(
    @Body(readAs(BeginSingleSignOnDto)) { returnTo }: BeginSingleSignOnRequest,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: CookieReply,
  ): Promise<ProviderAddress> {
    const { url, transaction, kept } = await this.singleSignOn.begin(returnTo, request.ip);
    this.transactions.keep(transaction, kept, request, reply);
    return { url };
  }

  /** For links that were kept: it begins nothing, as anybody may have led the browser here. */
  @ApiExcludeEndpoint()
  @Redirect()
  @Get('login')
  login(@Req() request: Request): Led {
    return { url: this.singleSignOn.loginPage(queryOf(request).get('returnTo')) };
  }

  @ApiExcludeEndpoint()
  @Redirect()
  @Audited('auth.login')
  @Get('callback')
  async callback(@Req() request: Request, @Res({ passthrough: true }) reply: CookieReply): Promise<Led> {
    const query = queryOf(request);
    const state = query.get('state') ?? '';
    const kept = this.transactions.keptOf(state, request);
    const place = { address: request.ip, userAgent: request.headers['user-agent'] };
    const { url, login } = await this.singleSignOn.complete(query, kept, place);
    if (kept !== undefined) {
      this.transactions.forget(state, reply);
    }
    if (login !== undefined) {
      this.cookies.keep(login, request, reply);
    }
    return { url };
  }

  @ApiOperation({
    summary: 'The OpenID provider says that somebody has signed out',
    description: 'OpenID Connect Back-Channel Logout 1.0. The logout token is all that counts; it is good once.',
    security: [],
  })
  @ApiBody({
    required: true,
    schema: { type: 'object', required: ['logout_token'], properties: { logout_token: { type: 'string' } } },
    examples: { token: { value: { logout_token: 'eyJhbGciOiJSUzI1NiJ9.e30.signature' } } },
  })
  @ApiOkResponse({
    schema: { type: 'object' },
    description: 'The sessions have ended, at sockets too',
    headers: REQUEST_ID_HEADER,
    example: {},
  })
  @ApiProblems(...BODY_PROBLEMS, 'BAD_REQUEST', 'NOT_FOUND', 'TOO_MANY_REQUESTS', 'INTERNAL', 'UNAVAILABLE')
  @HttpCode(200)
  @Audited('auth.logout')
  @Post('backchannel-logout')
  async signOut(@Body() body: unknown, @Req() { ip }: Request): Promise<object> {
    this.provider.requireOptions();
    const token = (Object(body) as { readonly logout_token?: unknown }).logout_token; // others in the form are not ours
    if (typeof token !== 'string') {
      throw new ProblemError('BAD_REQUEST');
    }
    await this.providerSessions.signOut(token, ip);
    return {};
  }
}

function queryOf({ url }: Request): URLSearchParams {
  return new URL(url, 'http://ours').searchParams;
}
