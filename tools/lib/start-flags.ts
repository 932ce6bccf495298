import { UsageError } from './commands.ts';

/** What stands behind `npm start --`. */
export interface StartFlags {
  readonly isDemo: boolean;
  readonly isHelp: boolean;
}

/** @throws UsageError naming a flag that there is not */
export function parseStartFlags(args: readonly string[]): StartFlags {
  const unknown = args.find((arg) => arg !== '--demo' && arg !== '--help');
  if (unknown !== undefined) {
    throw new UsageError(`Unknown flag ${unknown}; there are --demo and --help`);
  }
  return { isDemo: args.includes('--demo'), isHelp: args.includes('--help') };
}
