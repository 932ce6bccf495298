import { describe, expect, it } from '@jest/globals';
import { compare } from './figures.ts';
import { number, toMarkdown, withNewer, type Measured, type Report } from './report.ts';

const ROW = { name: 'create', title: 'Create' } as const;

function markdownOf(measured: Parameters<typeof toMarkdown>[0]['measured']): string {
  return toMarkdown({ form: 'quick', machine: 'A machine.', measured });
}

describe('the report', () => {
  it('shows ours beside the peer with spreads, ratio, goal and verdict', () => {
    const figure = compare({
      what: 'creates',
      unit: 'per second',
      ours: [8_000, 9_000, 7_000],
      peer: 'Bull',
      theirs: [10_000, 10_000, 10_000],
      goal: { of: 'ratio', atLeast: 0.8 },
    });
    const markdown = markdownOf([
      { row: ROW, outcome: { figures: [figure], notes: ['By hand.'] }, at: '2026-11-27 01:00', seconds: 1 },
    ]);
    expect(markdown).toContain('## Create');
    expect(markdown).toMatch(/\| creates, per second \| 8,000 \(7,000–9,000\) \| Bull\s+\| 10,000 /);
    expect(markdown).toMatch(/0\.8 \(0\.7–0\.9\) \| ≥ 0\.8 \| ✓/);
    expect(markdown).toContain('By hand.');
  });

  it('tells of each row how many goals it meets, and by how much the others are missed', () => {
    const of = (what: string, ours: number, atLeast?: number) =>
      compare({ what, unit: '', ours: [ours], peer: 'Bull', theirs: [10], ...(atLeast === undefined ? {} : { goal: { of: 'ratio', atLeast } as const }) }); // prettier-ignore
    const figures = [of('a', 9, 0.8), of('b', 5, 0.8), of('c', 1)];
    const markdown = markdownOf([
      { row: ROW, outcome: { figures }, at: '2026-11-27 01:00', seconds: 1 },
      { row: { name: 'x', title: 'Without' }, outcome: { figures: [of('c', 1)] }, at: '2026-11-27 01:00', seconds: 1 },
    ]);
    expect(markdown).toContain('| Create | 1 of 2 | b by Bull: 0.5 (≥ 0.8) |');
    expect(markdown).not.toContain('| Without |');
  });

  it('says what broke off', () => {
    const markdown = markdownOf([
      { row: ROW, outcome: { figures: [] }, at: '2026-11-27 01:00', seconds: 1, error: 'Error: no Redis' },
    ]);
    expect(markdown).toContain('Broke off: Error: no Redis');
  });

  it('shows a table of its own', () => {
    const markdown = markdownOf([
      { row: ROW, outcome: { figures: [], table: [['stage'], ['create']] }, at: '2026-11-27 01:00', seconds: 1 },
    ]);
    expect(markdown).toContain('| stage |\n| --- |\n| create |');
  });

  it('keeps the rows of an earlier one that were not measured again, in the order of all rows', () => {
    const measured = (name: string, seconds: number): Measured => {
      return { row: { name, title: name }, outcome: { figures: [] }, at: '2026-11-27 01:00', seconds };
    };
    const report = (...rows: Measured[]): Report => ({ form: 'full', machine: 'A machine.', measured: rows });
    const earlier = report(measured('create', 1), measured('gone', 1), measured('soak', 1));
    const newer = report(measured('soak', 2), measured('list', 2));
    expect(withNewer(earlier, newer, ['create', 'list', 'soak'])).toEqual(
      report(measured('create', 1), measured('list', 2), measured('soak', 2)),
    );
  });

  it('writes numbers with the digits that matter', () => {
    expect([0.123, 12.34, 1_234.5, Infinity].map(number)).toEqual(['0.12', '12.3', '1,235', '–']);
  });
});
