import type { TaskType } from '@task-queue/contracts';
import { paramsSchemaOf } from './params-schema.js';
import type { RegisteredHandler } from './task-registry.js';

/** A type as people see it. */
export function shownType(registered: RegisteredHandler): TaskType {
  const { type, title, description, params, priority, maxRetries, timeoutMs, isInternal, stoppable } = registered;
  return {
    type,
    title,
    description,
    paramsSchema: { $schema: 'https://json-schema.org/draft/2020-12/schema', ...paramsSchemaOf(params) },
    defaults: { priority, maxRetries, timeoutMs },
    isInternal,
    stoppable,
  };
}
