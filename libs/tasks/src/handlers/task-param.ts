import 'reflect-metadata';
import type { LocalizedText } from '@task-queue/contracts';

/** How a property of a params class is shown to people. */
export interface TaskParamOptions {
  readonly title: LocalizedText;
  readonly description?: LocalizedText;
}

const TASK_PARAM_METADATA = Symbol('task-param');

/**
 * Names a property of a params class for people: the label of its field in the page's create dialog.
 *
 * @example
 * ```ts
 * @TaskParam({ title: { zh: '步数', en: 'Steps' } })
 * @IsInt() @Min(1)
 * steps = 10;
 * ```
 */
export function TaskParam(options: TaskParamOptions): PropertyDecorator {
  return Reflect.metadata(TASK_PARAM_METADATA, options);
}

/** What {@link TaskParam} says of a property, if anything. */
export function taskParamOf(paramsClass: new () => object, property: string): TaskParamOptions | undefined {
  return Reflect.getMetadata(TASK_PARAM_METADATA, paramsClass.prototype as object, property) as
    TaskParamOptions | undefined;
}
