import { describe, expect, it } from '@jest/globals';
import { compare } from './figures.ts';
import { number, toMarkdown } from './report.ts';

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
    const markdown = markdownOf([{ row: ROW, outcome: { figures: [figure], notes: ['By hand.'] }, seconds: 1 }]);
    expect(markdown).toContain('## Create');
    expect(markdown).toMatch(/\| creates, per second \| 8,000 \(7,000–9,000\) \| Bull\s+\| 10,000 /);
    expect(markdown).toMatch(/0\.8 \(0\.7–0\.9\) \| ≥ 0\.8 \| ✓/);
    expect(markdown).toContain('By hand.');
  });

  it('says what broke off', () => {
    const markdown = markdownOf([{ row: ROW, outcome: { figures: [] }, seconds: 1, error: 'Error: no Redis' }]);
    expect(markdown).toContain('Broke off: Error: no Redis');
  });

  it('shows a table of its own', () => {
    const markdown = markdownOf([{ row: ROW, outcome: { figures: [], table: [['stage'], ['create']] }, seconds: 1 }]);
    expect(markdown).toContain('| stage |\n| --- |\n| create |');
  });

  it('writes numbers with the digits that matter', () => {
    expect([0.123, 12.34, 1_234.5, Infinity].map(number)).toEqual(['0.12', '12.3', '1,235', '–']);
  });
});
