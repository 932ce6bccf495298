import type { Logger } from '@nestjs/common';

/** Data of so many years ago is told of: every year some countries change their clocks otherwise than before. */
const OLD_YEARS = 2;

/**
 * Says which edition of the IANA database schedules go by, e.g. `2026a`, and warns where it is old.
 *
 * @param version - that of this Node
 */
export function tellZoneData(
  logger: Pick<Logger, 'log' | 'warn'>,
  nowMs: number,
  version: string | undefined = process.versions['tz'],
): void {
  const years = new Date(nowMs).getUTCFullYear() - Number(version?.slice(0, 4));
  if (years < OLD_YEARS) {
    logger.log({ zoneData: version }, 'Schedules go by this time-zone data');
  } else {
    logger.warn(
      { zoneData: version ?? null },
      'The time-zone data that schedules go by is old: update Node for clock changes decreed since',
    );
  }
}
