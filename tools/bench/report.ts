import { judgedBy, type Figure, type Goal, type Spread } from './figures.ts';
import type { Outcome, Row } from './row.ts';

/** A row and what it measured; an `error` where it broke off. */
export interface Measured {
  readonly row: Pick<Row, 'name' | 'title'>;
  readonly outcome: Outcome;
  /** When it was begun: `YYYY-MM-DD HH:MM`, UTC. */
  readonly at: string;
  readonly seconds: number;
  readonly error?: string;
}

/** What was measured, and on what. */
export interface Report {
  readonly form: 'quick' | 'full';
  readonly machine: string;
  readonly measured: readonly Measured[];
}

const HEADING = ['figure', 'ours', 'peer', 'theirs', 'ratio', 'goal', ''];

/** The report as Markdown, for Prettier to align. */
export function toMarkdown({ form, machine, measured }: Report): string {
  const lines = [
    '# Benchmarks',
    '',
    `\`npm run bench\`, ${form} form. ${machine} Each figure stands beside its peer's of the same run: medians of`,
    'interleaved rounds (ours, peer, ours, peer …), in brackets their least and most; the ratio is ours by theirs, round by',
    'round. Everybody works on one Redis with an append-only file, load generator included on the same cores.',
  ];
  lines.push('', '## Goals', '', ...table([['row', 'met', 'missed'], ...measured.flatMap(goalsOf)]));
  for (const { row, outcome, at, error } of measured) {
    lines.push('', `## ${row.title}`, '', `Measured ${at} UTC.`, '');
    if (error !== undefined) {
      lines.push(`Broke off: ${error}`);
      continue;
    }
    if (outcome.figures.length > 0) {
      lines.push(...table([HEADING, ...outcome.figures.map(cellsOf)]));
    }
    if (outcome.table !== undefined) {
      lines.push(...(outcome.figures.length > 0 ? [''] : []), ...table(outcome.table));
    }
    for (const note of outcome.notes ?? []) {
      lines.push('', note);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** How many goals a row meets, and each that it misses, with how far it is; nothing of a row without any. */
function goalsOf({ row, outcome, error }: Measured): string[][] {
  if (error !== undefined) {
    return [[row.title, '–', 'broke off']];
  }
  const goals = outcome.figures.filter(({ goal }) => goal !== null);
  const missed = goals.filter(({ isMet }) => isMet === false).map(missedText);
  return goals.length === 0
    ? []
    : [[row.title, `${goals.length - missed.length} of ${goals.length}`, missed.join('; ')]];
}

function missedText(figure: Figure): string {
  const { what, unit, peer } = figure;
  const goal = figure.goal!; // it has one that is not met
  return `${what}${goal.of === 'value' ? '' : ` by ${peer}`}: ${number(judgedBy(goal, figure))} (${goalText(goal, unit)})`;
}

/** An earlier report with those rows in place that were measured again. @param names - of all rows, in their order */
export function withNewer(earlier: Report, newer: Report, names: readonly string[]): Report {
  const of = (name: string) => (measured: Measured) => measured.row.name === name;
  const measured = names.map((name) => newer.measured.find(of(name)) ?? earlier.measured.find(of(name)));
  return { ...newer, measured: measured.filter((one) => one !== undefined) };
}

/** A Markdown table; the first line is the heading. */
function table(rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const [heading, ...others] = rows as [string[], ...string[][]]; // there is always a heading
  return [line(heading), line(heading.map(() => '---')), ...others.map(line)];
}

function cellsOf({ what, unit, ours, peer, theirs, ratio, goal, isMet }: Figure): string[] {
  return [
    unit === '' ? what : `${what}, ${unit}`,
    spread(ours),
    peer,
    spread(theirs),
    spread(ratio),
    goal === null ? '' : goalText(goal, unit),
    isMet === null ? '' : isMet ? '✓' : '✗',
  ];
}

function spread({ median, min, max }: Spread): string {
  return min === max || Number.isNaN(median) ? number(median) : `${number(median)} (${number(min)}–${number(max)})`;
}

function goalText({ of, atLeast, atMost }: Goal, unit: string): string {
  const bounds = [
    ...(atLeast === undefined ? [] : [`≥ ${number(atLeast)}`]),
    ...(atMost === undefined ? [] : [`≤ ${number(atMost)}`]),
  ].join(', ');
  return { ratio: bounds, difference: `difference ${bounds} ${unit}`, value: `ours ${bounds}` }[of];
}

/** Three digits that matter, thousands apart. */
export function number(value: number): string {
  if (!Number.isFinite(value)) {
    return '–';
  }
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}
