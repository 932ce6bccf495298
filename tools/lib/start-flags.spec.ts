import { describe, expect, test } from '@jest/globals';
import { UsageError } from './commands.ts';
import { parseStartFlags } from './start-flags.ts';

describe('npm start', () => {
  test('takes --demo and --help', () => {
    expect(parseStartFlags([])).toEqual({ isDemo: false, isHelp: false });
    expect(parseStartFlags(['--demo'])).toEqual({ isDemo: true, isHelp: false });
    expect(parseStartFlags(['--help'])).toEqual({ isDemo: false, isHelp: true });
  });

  test('names a flag that there is not', () => {
    expect(() => parseStartFlags(['--dmeo'])).toThrow(UsageError);
    expect(() => parseStartFlags(['--dmeo'])).toThrow('--dmeo');
  });
});
