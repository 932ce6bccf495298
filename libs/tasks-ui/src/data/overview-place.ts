import { MAX_TYPE_LENGTH, OVERVIEW_WINDOWS, type OverviewWindow } from '@task-queue/contracts';

/** The span that is shown where the address names none. */
const OWN_WINDOW: OverviewWindow = '24h';

/** What an overview is of, as the address says it. */
export interface OverviewPlace {
  readonly window: OverviewWindow;
  /** `''` for all types. */
  readonly type: string;
}

/** Reads an address' query. What makes no sense there is left out, so that an old link still opens. */
export function parseOverviewPlace(query: { get(name: string): string | null }): OverviewPlace {
  const type = query.get('type') ?? '';
  return {
    window: OVERVIEW_WINDOWS.find((window) => window === query.get('window')) ?? OWN_WINDOW,
    type: type.length <= MAX_TYPE_LENGTH ? type : '',
  };
}

/** A place as the address holds it: only what differs from what a person sees without any; `null` takes it out. */
export function toOverviewParams({ window, type }: OverviewPlace): Readonly<Record<string, string | null>> {
  return { window: window === OWN_WINDOW ? null : window, type: type === '' ? null : type };
}
