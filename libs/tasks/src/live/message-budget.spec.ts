import { describe, expect, test } from '@jest/globals';
import { MessageBudget } from './message-budget.js';

describe('a budget of 20 messages a second', () => {
  const spend = (budget: MessageBudget, count: number, nowMs: number): boolean => {
    for (let i = 0; i < count; i += 1) {
      budget.spend(nowMs);
    }
    return budget.isOverdrawn;
  };

  test('has five seconds’ worth at once, and not one more', () => {
    const budget = new MessageBudget(20, 0);
    expect(spend(budget, 100, 0)).toBe(false);
    expect(spend(budget, 1, 0)).toBe(true);
  });

  test('of which one is only taken where there is one left is never overdrawn', () => {
    const budget = new MessageBudget(20, 0);
    const taken = Array.from({ length: 150 }, () => budget.trySpend(0)).filter(Boolean);
    expect([taken.length, budget.isOverdrawn]).toEqual([100, false]);
    expect([budget.trySpend(49), budget.trySpend(100)]).toEqual([false, true]);
  });

  test('lasts for ever at its rate, and saves up no more than five seconds’ worth', () => {
    const budget = new MessageBudget(20, 0);
    for (let second = 0; second < 1_000; second += 1) {
      expect(spend(budget, 20, second * 1_000)).toBe(false);
    }
    expect(spend(budget, 100, 10_000_000)).toBe(false);
    expect(spend(budget, 1, 10_000_000)).toBe(true);
  });
});
