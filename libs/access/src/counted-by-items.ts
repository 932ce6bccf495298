import { SetMetadata, type CustomDecorator, type ExecutionContext } from '@nestjs/common';

const COUNTED_BY_ITEMS = Symbol('CountedByItems');

/** Marks a call that counts as many as a list in its body has, wherever calls are counted. @param list - its name there */
export function CountedByItems(list: string): CustomDecorator<symbol> {
  return SetMetadata(COUNTED_BY_ITEMS, list);
}

/** As how many calls one counts: 1, or as {@link CountedByItems} says. */
export function callsIn(context: ExecutionContext): number {
  const list = Reflect.getMetadata(COUNTED_BY_ITEMS, context.getHandler()) as string | undefined; // only the decorator writes it
  if (list === undefined) {
    return 1;
  }
  const { body } = context.switchToHttp().getRequest<{ readonly body?: Readonly<Record<string, unknown>> | null }>();
  const items = body?.[list];
  return Array.isArray(items) ? Math.max(1, items.length) : 1;
}
