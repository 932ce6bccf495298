import { AUDIT_ACTIONS, AUDIT_OUTCOMES, AUDIT_TARGETS, type AuditFilter } from '@task-queue/contracts';

/** Those that are among some names. */
const among = <Name extends string>(names: readonly Name[], text: string | null): readonly Name[] =>
  names.filter((name) => (text ?? '').split(',').includes(name));

/**
 * Reads an address' query. What makes no sense there is left out, so that an old link still opens. Renewals, of which there are more than
 * of all else, are shown where the address says so (`renewals=shown`), or names what is done.
 */
export function parseAuditPlace(query: { get(name: string): string | null }): AuditFilter {
  const [action, outcome] = [among(AUDIT_ACTIONS, query.get('action')), among(AUDIT_OUTCOMES, query.get('outcome'))];
  const [targetType] = among(AUDIT_TARGETS, query.get('targetType'));
  const texts = (['who', 'targetId', 'address'] as const).flatMap((name) => {
    const text = query.get(name)?.trim() ?? '';
    return text === '' ? [] : [[name, text] as const];
  });
  const isWithout = action.length === 0 && query.get('renewals') !== 'shown';
  const times = (['from', 'to'] as const).flatMap((name) => {
    const ms = Date.parse(query.get(name) ?? '');
    return Number.isNaN(ms) ? [] : [[name, new Date(ms).toISOString()] as const];
  });
  return {
    ...Object.fromEntries([...texts, ...times]),
    ...(action.length === 0 ? {} : { action }),
    ...(outcome.length === 0 ? {} : { outcome }),
    ...(targetType === undefined ? {} : { targetType }),
    ...(isWithout ? { without: 'renewals' as const } : {}),
  };
}

/** A filter as the page's address has it: see {@link parseAuditPlace}. */
export function placeOf({ without, ...filter }: AuditFilter): Record<string, string> {
  const isAskedFor = without === undefined && filter.action === undefined;
  return { ...queryOf(filter), ...(isAskedFor ? { renewals: 'shown' } : {}) };
}

/** How much a filter narrows beside what is left out to begin with. */
export function narrowingOf(filter: AuditFilter): number {
  return Object.keys(filter).filter((name) => name !== 'without').length;
}

/** A filter as a query holds it: only what narrows. */
export function queryOf(filter: AuditFilter): Record<string, string> {
  const said = Object.entries(filter) as [string, string | readonly string[] | undefined][];
  return Object.fromEntries(
    said.flatMap(([name, value]) => (value === undefined || value.length === 0 ? [] : [[name, String(value)]])),
  );
}
