import 'reflect-metadata';
import type { LocalizedText } from '@task-queue/contracts';

/** How a property of a params class is shown to people, and whether it is. */
export interface TaskParamOptions {
  /** @default the property's name */
  readonly title?: LocalizedText;
  readonly description?: LocalizedText;
  /**
   * Whether nobody is shown its value, which is a text: it is kept encrypted (the module's option `secrets` has the keys), the handler
   * gets it, and everybody else `••••••`: in answers, events, exports, and in what the handler throws, logs, tells and returns. A
   * retry and another run have it still. Not within lists. @default false
   */
  readonly secret?: boolean;
}

const TASK_PARAM_METADATA = Symbol('task-param');

/**
 * Names a property of a params class for people, the label of its field in the page's create dialog; or hides its value from them.
 *
 * @example
 * ```ts
 * @TaskParam({ title: { zh: '步数', en: 'Steps' } })
 * @IsInt() @Min(1)
 * steps = 10;
 *
 * @TaskParam({ title: { zh: '密码', en: 'Password' }, secret: true })
 * @IsString()
 * password!: string;
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
