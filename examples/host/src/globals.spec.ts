import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  Body,
  Catch,
  Controller,
  ForbiddenException,
  Post,
  ValidationPipe,
  VersioningType,
  type ArgumentsHost,
  type CanActivate,
  type ExceptionFilter,
  type ExecutionContext,
  type INestApplication,
} from '@nestjs/common';
import { IsInt } from 'class-validator';
import { finishedNote, startHost, type Host, type HostOptions } from '../testing/host.js';

class LetterDto {
  @IsInt() readonly pages!: number;
}

@Controller('letters')
class LettersController {
  @Post()
  send(@Body() letter: LetterDto): LetterDto {
    return letter;
  }
}

/** Answers as the host answers: in a word. */
@Catch()
class HostFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<{ status(code: number): { send(body: string): void } }>();
    reply.status(418).send(`host: ${(thrown as Error).message}`);
  }
}

/** Lets nobody in who says that they are banned. */
class HostGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string | undefined> }>();
    if (headers['x-banned'] !== undefined) {
      throw new ForbiddenException('banned');
    }
    return true;
  }
}

function configure(app: INestApplication): void {
  app.setGlobalPrefix('backend');
  app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
  app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }));
  app.useGlobalFilters(new HostFilter());
  app.useGlobalGuards(new HostGuard());
}

const PATH = '/backend/v1/tasks';

describe.each(['fastify', 'express'] as const)(
  'a host on %s with a prefix, versions, pipes, filters and guards',
  (platform) => {
    const options: HostOptions = { platform, module: { controllers: [LettersController] }, configure };
    let host: Host;
    beforeAll(async () => {
      host = await startHost(options);
    }, 60_000);
    afterAll(() => host.stop());

    test('has tasks below its prefix and version, and addresses that lead there', async () => {
      const created = await host.call('ann', 'POST', PATH, { type: 'note', params: { text: 'one' } });
      const { id } = (await created.json()) as { id: string };
      expect([created.status, created.headers.get('location')]).toEqual([201, `${PATH}/${id}`]);
      expect((await host.call('ann', 'GET', `${PATH}?status=completed,pending&pageSize=2`)).status).toBe(200);
      expect((await host.call('ann', 'GET', '/tasks')).ok).toBe(false);
      const { id: finished } = await finishedNote(host, 'ann', 'two', PATH);
      const link = await host.call('ann', 'POST', `${PATH}/${finished}/artifact/link`);
      const { url } = (await link.json()) as { url: string };
      expect(await (await host.call(null, 'GET', url)).text()).toBe('two');
    });

    test('has its own pipe and filter on its own routes', async () => {
      const [sent, refused] = await Promise.all([
        host.call(null, 'POST', '/backend/v1/letters', { pages: 2 }),
        host.call(null, 'POST', '/backend/v1/letters', { pages: 'two' }),
      ]);
      expect([sent.status, await sent.json()]).toEqual([201, { pages: 2 }]);
      expect([refused.status, await refused.text()]).toEqual([418, 'host: Bad Request Exception']);
      expect(refused.headers.get('x-request-id')).toBeNull();
    });

    test('has the answers of tasks from tasks: each wrong field by its name', async () => {
      const refusals = await Promise.all([
        host.call('ann', 'POST', PATH, { type: 5, colour: 'red' }),
        host.call('ann', 'POST', PATH, { type: 'note', params: { text: 5 } }),
        host.call('ann', 'GET', `${PATH}?pageSize=1000&colour=red`),
        host.call('ann', 'POST', `${PATH}/bulk`, { action: 'eat', ids: ['x'] }),
        host.call('ann', 'POST', `${PATH}/some-task/stop`, { force: 'yes', colour: 'red' }),
      ]);
      expect(refusals.map(({ status }) => status)).toEqual([422, 422, 422, 422, 422]);
      const bodies = (await Promise.all(refusals.map((refusal) => refusal.json()))) as {
        errors: { field: string }[];
      }[];
      expect(bodies.map(({ errors }) => errors.map(({ field }) => field).sort())).toEqual([
        ['colour', 'type'],
        ['params.text'],
        ['colour', 'pageSize'],
        ['action'],
        ['colour', 'force'],
      ]);
    });

    test('has its own guard before tasks, too', async () => {
      const banned = await host.call('ann', 'GET', PATH, undefined, { 'x-banned': 'yes' });
      expect([banned.status, await banned.json()]).toEqual([403, expect.objectContaining({ code: 'FORBIDDEN' })]);
    });
  },
);
