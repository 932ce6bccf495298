import { ApiProperty } from '@nestjs/swagger';
import type { ArtifactLink } from '@task-queue/contracts';
import type { Assert, SameFields } from '@task-queue/problems';

export class ArtifactLinkDto implements ArtifactLink {
  @ApiProperty({
    description: 'Where a browser by itself downloads the file: a path with a query, on the same server',
  })
  readonly url!: string;
  @ApiProperty({
    format: 'date-time',
    description: 'Until when a download may begin: a minute from now',
  })
  readonly expiresAt!: string;
}

/** A field that this class and the contract do not share is a compile error. */
export type ArtifactLinkDtoMatches = Assert<SameFields<ArtifactLinkDto, ArtifactLink>>;
