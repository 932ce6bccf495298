import { Injectable, Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { expect, test } from '@jest/globals';
import { StartLog } from './logging.js';

@Injectable()
class Uneasy {
  constructor() {
    const log = new Logger('Redis');
    log.log('is well');
    log.warn('keeps no file');
    log.error('is no database', 'a stack');
  }
}

@Module({ providers: [Uneasy] })
class UneasyModule {}

@Module({})
class UnableModule {
  constructor() {
    throw new Error('no way to start');
  }
}

test('before the program runs its log has the lines of the running one, and not what keeps it from starting', async () => {
  const lines: string[] = [];
  const logger = new StartLog({ LOG_LEVEL: 'info' }, { write: (line) => void lines.push(line) });
  await (await NestFactory.createApplicationContext(UneasyModule, { logger })).close();
  await expect(NestFactory.createApplicationContext(UnableModule, { logger, abortOnError: false })).rejects.toThrow(
    'no way to start',
  );
  const said = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(said.map(({ level, context, msg, err }) => [level, context, msg ?? err])).toEqual([
    [40, 'Redis', 'keeps no file'],
    [50, 'Redis', expect.anything()],
  ]);
});
