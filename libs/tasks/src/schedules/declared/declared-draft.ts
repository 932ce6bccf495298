import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { ScheduleDraft } from '@task-queue/contracts';
import { fieldProblems, ValidationError, type FieldProblem } from '@task-queue/problems';
import { validateParams } from '../../handlers/validate-params.js';
import { timingOf } from '../schedule-draft.js';
import { ScheduleDraftDto } from '../schedule.dto.js';
import type { TaskScheduleOptions } from './task-schedule.js';

/** What a handler's class declares, as somebody would ask for it. */
export function declaredDraft(type: string, options: TaskScheduleOptions<object>): ScheduleDraft {
  return { ...options, type, params: { ...options.params } };
}

/** What is wrong with it, by the rules of a request's. */
export function wrongOfDeclared(draft: ScheduleDraft, paramsClass: new () => object): readonly FieldProblem[] {
  const prefix = `schedule "${draft.name}" `;
  const errors = validateSync(plainToInstance(ScheduleDraftDto, draft), {
    whitelist: true,
    forbidNonWhitelisted: true,
  });
  const wrong =
    errors.length > 0
      ? fieldProblems(errors)
      : [
          ...problemsOf(() => timingOf(draft, Date.now())),
          ...problemsOf(() => validateParams(paramsClass, draft.params)),
        ];
  return wrong.map(({ field, message }) => ({ field: prefix + field, message }));
}

function problemsOf(check: () => unknown): readonly FieldProblem[] {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof ValidationError) {
      return error.problems;
    }
    throw error;
  }
}
