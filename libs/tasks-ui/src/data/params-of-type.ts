import type { LocalizedText, TaskType } from '@task-queue/contracts';

/** A param of a type, as people know it. */
export interface NamedParam {
  readonly name: string;
  readonly title: LocalizedText;
  readonly isSecret: boolean;
}

/** The params that a type's schema names; none of a type that is not known. */
export function paramsOfType(type: TaskType | undefined): readonly NamedParam[] {
  const properties = (type?.paramsSchema['properties'] ?? {}) as Readonly<
    Record<string, Readonly<Record<string, unknown>>>
  >;
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    isSecret: schema['writeOnly'] === true,
    title: (schema['x-title'] as LocalizedText | undefined) ?? { zh: name, en: name },
  }));
}
