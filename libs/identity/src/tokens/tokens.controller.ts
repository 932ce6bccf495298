import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, UseFilters, UseGuards } from '@nestjs/common';
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
import { CurrentIdentity, IdentityGuard, type ResolvedIdentity } from '@task-queue/access';
import type { ApiTokens, CreatedToken, CreateTokenRequest } from '@task-queue/contracts';
import {
  ApiProblems,
  ApiQueryOf,
  BODY_PROBLEMS,
  CALLER_PROBLEMS,
  ProblemFilter,
  readAs,
  REQUEST_ID_HEADER,
} from '@task-queue/problems';
import '../people-problems.js';
import { SessionGuard } from '../sessions/session.guard.js';
import { ApiTokensDto, CreatedTokenDto, CreateTokenDto, TOKEN_EXAMPLE, TokenOwnerDto } from './tokens.dto.js';
import { TokensService } from './tokens.service.js';

/** Access tokens of one's own, and for administrators those of others. A token manages none. */
@ApiTags('tokens')
@ApiBearerAuth()
@ApiProblems(...CALLER_PROBLEMS)
@UseGuards(IdentityGuard, SessionGuard)
@UseFilters(ProblemFilter)
@Controller('tokens')
export class TokensController {
  constructor(private readonly tokens: TokensService) {}

  @ApiOperation({ summary: 'Your access tokens, the newest first' })
  @ApiQueryOf(TokenOwnerDto)
  @ApiOkResponse({
    type: ApiTokensDto,
    description: 'The tokens, without what they are',
    headers: REQUEST_ID_HEADER,
    example: { items: [TOKEN_EXAMPLE] },
  })
  @ApiProblems('VALIDATION_FAILED')
  @Get()
  list(
    @CurrentIdentity() identity: ResolvedIdentity,
    @Query(readAs(TokenOwnerDto)) { userId }: TokenOwnerDto,
  ): Promise<ApiTokens> {
    return this.tokens.list(identity, userId);
  }

  @ApiOperation({
    summary: 'Make an access token',
    description:
      'It is shown this once. It is accepted wherever a bearer token is, and may what its owner may, as far as its scopes reach. ' +
      'At most 100 a person.',
  })
  @ApiBody({ type: CreateTokenDto })
  @ApiCreatedResponse({
    type: CreatedTokenDto,
    description: 'The token',
    headers: REQUEST_ID_HEADER,
    example: { ...TOKEN_EXAMPLE, token: 'tq_5k2Qm8vXr1Lw9ZpB4nTy7HcD3sFg6J0a1B2c' },
  })
  @ApiProblems(...BODY_PROBLEMS, 'USER_NOT_FOUND', 'TOO_MANY_TOKENS')
  @Audited('token.create')
  @Post()
  create(
    @CurrentIdentity() identity: ResolvedIdentity,
    @Body(readAs(CreateTokenDto)) body: CreateTokenRequest,
  ): Promise<CreatedToken> {
    return this.tokens.create(identity, body);
  }

  @ApiOperation({ summary: 'Revoke an access token', description: 'At once, at sockets too.' })
  @ApiParam({ name: 'id', format: 'uuid', description: 'Of the token', example: TOKEN_EXAMPLE.id })
  @ApiQueryOf(TokenOwnerDto)
  @ApiNoContentResponse({ description: 'It is revoked', headers: REQUEST_ID_HEADER })
  @ApiProblems(...BODY_PROBLEMS, 'TOKEN_NOT_FOUND')
  @HttpCode(204)
  @Audited('token.revoke', 'token')
  @Delete(':id')
  revoke(
    @CurrentIdentity() identity: ResolvedIdentity,
    @Param('id') id: string,
    @Query(readAs(TokenOwnerDto)) { userId }: TokenOwnerDto,
  ): Promise<void> {
    return this.tokens.revoke(identity, id, userId);
  }
}
