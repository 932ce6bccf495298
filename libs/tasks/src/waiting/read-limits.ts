import type { PipeTransform } from '@nestjs/common';
import type { TypeLimit } from '@task-queue/contracts';
import { readAs, ValidationError } from '@task-queue/problems';
import { keptLimits, TypeLimitsDto, wrongOfLimits } from './type-limits.dto.js';

const asDto = readAs(TypeLimitsDto);

/** Reads a body that is a list of limits. @throws ValidationError */
export const readLimits: PipeTransform<unknown, Promise<readonly TypeLimit[]>> = {
  async transform(value, metadata) {
    if (!Array.isArray(value)) {
      throw new ValidationError([{ field: 'body', message: { zh: '必须是 JSON 数组', en: 'must be a JSON array' } }]);
    }
    const { limits } = (await asDto.transform({ limits: value }, metadata)) as TypeLimitsDto;
    const problems = wrongOfLimits(limits);
    if (problems.length > 0) {
      throw new ValidationError(problems);
    }
    return keptLimits(limits);
  },
};
