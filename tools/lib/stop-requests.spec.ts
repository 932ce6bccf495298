import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { hearStopRequests } from './stop-requests.ts';

let heard: string[];
const before = { SIGINT: process.listeners('SIGINT'), SIGTERM: process.listeners('SIGTERM') };
beforeEach(() => {
  heard = [];
  hearStopRequests(
    () => heard.push('gracefully'),
    () => heard.push('at once'),
  );
});
afterEach(() => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const added = process.listeners(signal).filter((one) => !before[signal].includes(one));
    added.forEach((one) => process.removeListener(signal, one));
  }
});

describe('npm start is asked to stop', () => {
  test.each([
    ['SIGTERM', ['gracefully']],
    ['SIGTERM SIGTERM SIGTERM', ['gracefully']],
    ['SIGINT SIGTERM', ['gracefully']],
    ['SIGTERM SIGINT', ['gracefully']],
    ['SIGINT SIGINT', ['gracefully', 'at once']],
    ['SIGTERM SIGINT SIGINT', ['gracefully', 'at once']],
  ])('by %s', (signals, expected) => {
    signals.split(' ').forEach((signal) => process.emit(signal as NodeJS.Signals, signal as NodeJS.Signals));
    expect(heard).toEqual(expected);
  });
});
