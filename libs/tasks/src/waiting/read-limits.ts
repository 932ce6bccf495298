import type { PipeTransform } from '@nestjs/common';
import type { TypeLimit } from '@task-queue/contracts';
import { readAs, ValidationError } from '@task-queue/problems';
import { TypeLimitsDto } from './control.dto.js';

const asDto = readAs(TypeLimitsDto);

/** Reads a body that is a list of limits. @throws ValidationError */
export const readLimits: PipeTransform<unknown, Promise<readonly TypeLimit[]>> = {
  async transform(value, metadata) {
    if (!Array.isArray(value)) {
      throw new ValidationError([{ field: 'body', message: { zh: '必须是 JSON 数组', en: 'must be a JSON array' } }]);
    }
    const { limits } = (await asDto.transform({ limits: value }, metadata)) as TypeLimitsDto;
    const empty = limits.findIndex(({ concurrency, rate }) => concurrency === undefined && rate === undefined);
    if (empty >= 0) {
      const message = { zh: '必须给出 concurrency 或 rate', en: 'needs concurrency or rate' };
      throw new ValidationError([{ field: `limits.${empty}`, message }]);
    }
    return limits.map(({ key, concurrency, rate }) => ({
      key,
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(rate === undefined ? {} : { rate: { count: rate.count, perMs: rate.perMs } }),
    }));
  },
};
