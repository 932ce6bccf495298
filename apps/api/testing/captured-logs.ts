import { PinoLogger } from 'nestjs-pino';
import { symbols } from 'pino';

/** Takes every line that the application started last logs from now on, in place of its standard output. */
export function captureLogs(): readonly string[] {
  const lines: string[] = [];
  const stream = { write: (line: string) => lines.push(line) };
  // Request loggers and named ones are children that inherit the root's stream.
  Object.assign(PinoLogger.root, { [symbols.streamSym]: stream });
  return lines;
}
