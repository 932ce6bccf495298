/** A step of a Dockerfile, e.g. `RUN` and what follows it. */
export interface Step {
  readonly name: string;
  readonly text: string;
}

/** The steps from one `FROM` to the next, with what the build arguments before the first one stand for put in. */
export interface Stage {
  readonly from: string;
  /** `''` where it has none. */
  readonly name: string;
  readonly steps: readonly Step[];
}

/** Reads a Dockerfile as far as ours goes: no here-documents, no `ONBUILD`, no `ADD`. */
export function parseDockerfile(text: string): Stage[] {
  const lines = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replace(/\\\n/g, ' ');
  const stages: (Stage & { steps: Step[] })[] = [];
  const given = new Map<string, string>();
  for (const [, name = '', rest = ''] of lines.matchAll(/^([A-Z]+)\s+(.+)$/gm)) {
    const stage = stages.at(-1);
    if (name === 'ARG' && stage === undefined) {
      const [argument = '', value = ''] = rest.split('=');
      given.set(argument, value);
    } else if (name === 'FROM') {
      const [from = '', , as = ''] = rest
        .replace(/\$\{(\w+)\}/g, (_all, argument: string) => given.get(argument) ?? '')
        .split(/\s+/);
      stages.push({ from, name: as, steps: [] });
    } else {
      stage!.steps.push({ name, text: rest.trim() }); // only ARG may stand before the first FROM
    }
  }
  return stages;
}

/** What all `ENV` of a stage set. */
export function environmentOf({ steps }: Stage): Record<string, string> {
  const pairs = steps.filter(({ name }) => name === 'ENV').flatMap(({ text }) => text.split(/\s+/));
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

/** The last word of a stage on something, e.g. its `USER`. */
export function lastOf({ steps }: Stage, name: string): string {
  return steps.findLast((step) => step.name === name)?.text ?? '';
}

/** The command of a `CMD` or `HEALTHCHECK` that is written as a list. */
export function commandOf(text: string): string[] {
  return JSON.parse(text.slice(text.indexOf('['))) as string[];
}
