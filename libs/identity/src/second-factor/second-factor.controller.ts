import { Body, Controller, Delete, Get, HttpCode, Param, Post, UseFilters, UseGuards } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { Audited } from '@task-queue/audit-trail';
import { CurrentIdentity, IdentityGuard, RequirePermission, WhileRestricted, type Identity } from '@task-queue/access';
import type {
  BeginSecondFactorRequest,
  BegunSecondFactor,
  ConfirmSecondFactorRequest,
  ProveSecondFactorRequest,
  RecoveryCodes,
  SecondFactor,
} from '@task-queue/contracts';
import {
  ApiProblems,
  BODY_PROBLEMS,
  CALLER_PROBLEMS,
  ProblemFilter,
  readAs,
  REQUEST_ID_HEADER,
} from '@task-queue/problems';
import '../people-problems.js';
import type { SessionIdentity } from '../sessions/auth.service.js';
import { SessionGuard } from '../sessions/session.guard.js';
import {
  BeginSecondFactorDto,
  BEGUN_EXAMPLE,
  BegunSecondFactorDto,
  ConfirmSecondFactorDto,
  ProveSecondFactorDto,
  RECOVERY_CODES_EXAMPLE,
  RecoveryCodesDto,
  SecondFactorDto,
} from './second-factor.dto.js';
import { SecondFactors } from './second-factors.js';

/** One's own second factor. An access token manages none. */
@ApiTags('auth')
@ApiBearerAuth()
@ApiProblems(...CALLER_PROBLEMS)
@UseGuards(IdentityGuard, SessionGuard)
@UseFilters(ProblemFilter)
@Controller('auth/second-factor')
export class SecondFactorController {
  constructor(private readonly factors: SecondFactors) {}

  @ApiOperation({ summary: 'Whether you are asked for a code beside your password' })
  @ApiOkResponse({
    type: SecondFactorDto,
    description: 'Your second factor',
    headers: REQUEST_ID_HEADER,
    example: { isOn: true, recoveryCodesLeft: 10 } satisfies SecondFactor,
  })
  @WhileRestricted('SECOND_FACTOR_SETUP_REQUIRED')
  @Get()
  of(@CurrentIdentity() identity: SessionIdentity): Promise<SecondFactor> {
    return this.factors.of(identity);
  }

  @ApiOperation({
    summary: 'Begin to set up a second factor',
    description: 'For an authenticator app (TOTP). Nothing changes before a code of it is confirmed.',
  })
  @ApiBody({ type: BeginSecondFactorDto })
  @ApiOkResponse({
    type: BegunSecondFactorDto,
    description: 'What the app has to know',
    headers: REQUEST_ID_HEADER,
    example: BEGUN_EXAMPLE,
  })
  @ApiProblems(...BODY_PROBLEMS, 'SECOND_FACTOR_ON', 'MANAGED_BY_PROVIDER')
  @HttpCode(200)
  @Audited('second-factor.begin')
  @WhileRestricted('SECOND_FACTOR_SETUP_REQUIRED')
  @Post()
  begin(
    @CurrentIdentity() identity: SessionIdentity,
    @Body(readAs(BeginSecondFactorDto)) { password }: BeginSecondFactorRequest,
  ): Promise<BegunSecondFactor> {
    return this.factors.begin(identity, password);
  }

  @ApiOperation({ summary: 'Turn your second factor on by a code of the app; ends your other sessions' })
  @ApiBody({ type: ConfirmSecondFactorDto })
  @ApiOkResponse({
    type: RecoveryCodesDto,
    description: 'It is on; codes for when the app is lost',
    headers: REQUEST_ID_HEADER,
    example: RECOVERY_CODES_EXAMPLE,
  })
  @ApiProblems(...BODY_PROBLEMS, 'SECOND_FACTOR_NOT_BEGUN', 'SECOND_FACTOR_ON')
  @HttpCode(200)
  @Audited('second-factor.on')
  @WhileRestricted('SECOND_FACTOR_SETUP_REQUIRED')
  @Post('confirm')
  confirm(
    @CurrentIdentity() identity: SessionIdentity,
    @Body(readAs(ConfirmSecondFactorDto)) { code }: ConfirmSecondFactorRequest,
  ): Promise<RecoveryCodes> {
    return this.factors.confirm(identity, code);
  }

  @ApiOperation({ summary: 'Get other recovery codes in place of the former' })
  @ApiBody({ type: ProveSecondFactorDto })
  @ApiOkResponse({
    type: RecoveryCodesDto,
    description: 'The codes that are good from now on',
    headers: REQUEST_ID_HEADER,
    example: RECOVERY_CODES_EXAMPLE,
  })
  @ApiProblems(...BODY_PROBLEMS, 'SECOND_FACTOR_OFF')
  @HttpCode(200)
  @Audited('second-factor.codes')
  @Post('recovery-codes')
  replaceCodes(
    @CurrentIdentity() identity: SessionIdentity,
    @Body(readAs(ProveSecondFactorDto)) body: ProveSecondFactorRequest,
  ): Promise<RecoveryCodes> {
    return this.factors.replaceCodes(identity, body);
  }

  @ApiOperation({ summary: 'Turn your second factor off; ends your other sessions' })
  @ApiBody({ type: ProveSecondFactorDto })
  @ApiNoContentResponse({ description: 'A password is enough from now on', headers: REQUEST_ID_HEADER })
  @ApiProblems(...BODY_PROBLEMS, 'SECOND_FACTOR_OFF')
  @HttpCode(204)
  @Audited('second-factor.off')
  @Post('off')
  turnOff(
    @CurrentIdentity() identity: SessionIdentity,
    @Body(readAs(ProveSecondFactorDto)) body: ProveSecondFactorRequest,
  ): Promise<void> {
    return this.factors.turnOff(identity, body);
  }
}

/** The second factors of others, for administrators. */
@ApiTags('users')
@ApiBearerAuth()
@ApiProblems(...CALLER_PROBLEMS)
@RequirePermission('users:manage')
@UseGuards(IdentityGuard)
@UseFilters(ProblemFilter)
@Controller('users/:id/second-factor')
export class UserSecondFactorController {
  constructor(private readonly factors: SecondFactors) {}

  @ApiOperation({
    summary: 'Take the second factor from an account whose person has lost it',
    description: 'Their sessions end, and a password is enough until they set up another one. Not for your own.',
  })
  @ApiParam({ name: 'id', description: "The account's id" })
  @ApiNoContentResponse({ description: 'It is off', headers: REQUEST_ID_HEADER })
  @ApiProblems(...BODY_PROBLEMS, 'USER_NOT_FOUND', 'SECOND_FACTOR_OFF')
  @HttpCode(204)
  @Audited('second-factor.remove', 'user')
  @Delete()
  remove(@CurrentIdentity() admin: Identity, @Param('id') id: string): Promise<void> {
    return this.factors.remove(admin, id);
  }
}
