import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { MAX_RETURN_TO, type BeginSingleSignOnRequest, type ProviderAddress } from '@task-queue/contracts';
import type { Assert, SameFields } from '@task-queue/problems';
import { IsOptional, IsString, MaxLength } from 'class-validator';

export class BeginSingleSignOnDto implements BeginSingleSignOnRequest {
  @ApiPropertyOptional({
    description:
      'Where the person is going: an address of the page, from its root on. Any other leads to the start page.',
    maxLength: MAX_RETURN_TO,
    default: '/',
    example: '/system/tasks?status=failed',
  })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_RETURN_TO)
  readonly returnTo?: string;
}

export class ProviderAddressDto implements ProviderAddress {
  @ApiProperty({ format: 'uri', example: 'https://login.example.com/authorize?client_id=task-queue' })
  readonly url!: string;
}

/** A field that these classes and the contract do not share is a compile error. */
export type OidcDtoMatches = [
  Assert<SameFields<BeginSingleSignOnDto, BeginSingleSignOnRequest>>,
  Assert<SameFields<ProviderAddressDto, ProviderAddress>>,
];
