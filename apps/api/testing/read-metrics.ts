const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"';
// Prometheus reads numbers as Go does, in whose eyes any case of NaN is one.
const SAMPLE = new RegExp(
  `^(${NAME})(?:\\{((?:${LABEL})(?:,${LABEL})*)\\})? (-?[0-9.]+(?:e[+-]?[0-9]+)?|[+-]Inf|[nN]a[nN])$`,
);

/** What was read of a text: the type of each family, values by series, and what is wrong with the text, a line each. */
export interface ReadMetrics {
  readonly families: ReadonlyMap<string, string>;
  /** By name and labels, as they stand there. */
  readonly series: ReadonlyMap<string, number>;
  readonly problems: readonly string[];
}

/** Reads Prometheus' text format (version 0.0.4) as strictly as `promtool check metrics`. */
export function readMetrics(text: string): ReadMetrics {
  const problems: string[] = [];
  const families = new Map<string, string>();
  const helped = new Set<string>();
  const series = new Map<string, number>();
  let family = '';
  if (!text.endsWith('\n')) {
    problems.push('no end of line at the end');
  }
  for (const line of text.split('\n').filter((candidate) => candidate !== '')) {
    const comment = new RegExp(`^# (HELP|TYPE) (${NAME}) (.+)$`).exec(line);
    const sample = SAMPLE.exec(line);
    if (comment) {
      const [, kind, name, rest] = comment;
      const isFirst = kind === 'HELP' ? !helped.has(name!) : !families.has(name!);
      if (!isFirst) {
        problems.push(`${line}: again`);
      } else if (kind === 'HELP') {
        helped.add(name!);
      } else {
        families.set(name!, rest!);
        family = name!;
      }
    } else if (sample) {
      const [, name, labels = '', value] = sample;
      const ending = families.get(family) === 'histogram' ? '(_bucket|_sum|_count)' : '';
      if (!new RegExp(`^${family}${ending}$`).test(name!) || !helped.has(family)) {
        problems.push(`${line}: not below its HELP and TYPE`);
      }
      if (series.has(`${name}{${labels}}`)) {
        problems.push(`${line}: twice`);
      }
      series.set(`${name}{${labels}}`, Number(value!.replace('Inf', 'Infinity')));
    } else {
      problems.push(`${line}: neither comment nor sample`);
    }
  }
  return { families, series, problems: [...problems, ...histogramProblems(series)] };
}

/** Buckets only grow, and the last has what the count says. */
function histogramProblems(series: ReadonlyMap<string, number>): string[] {
  const lastOf = new Map<string, number>();
  const problems: string[] = [];
  for (const [name, value] of series) {
    const bucket = /^(.+)_bucket\{(.*?),?le="([^"]+)",?(.*)\}$/.exec(name);
    if (bucket) {
      const [, family, before, bound, after] = bucket;
      const histogram = `${family}_count{${[before, after].filter(Boolean).join(',')}}`;
      if (value < (lastOf.get(histogram) ?? 0)) {
        problems.push(`${name}: less than the bucket before`);
      }
      lastOf.set(histogram, value);
      if (bound === '+Inf' && series.get(histogram) !== value) {
        problems.push(`${name}: not what ${histogram} says`);
      }
    }
  }
  return problems;
}
