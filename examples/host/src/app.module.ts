import { Module } from '@nestjs/common';
import { TaskHandler, TasksModule, type ResolvedIdentity, type TaskContext } from '@task-queue/tasks';
import { IsString } from 'class-validator';

class GreetParams {
  @IsString() readonly name: string = 'world';
}

@TaskHandler({ type: 'greet', title: { zh: '问候', en: 'Greet' }, params: GreetParams })
class GreetTask {
  run({ name }: GreetParams, context: TaskContext): string {
    context.progress(50, 'thinking of something nice');
    return `Hello ${name}`;
  }
}

/** The host's own idea of people: who has which key. */
const PEOPLE = new Map<unknown, ResolvedIdentity>([
  ['key-of-ann', { id: '1', username: 'ann', roles: ['user'] }],
  ['key-of-ben', { id: '2', username: 'ben', roles: ['user'] }],
]);

@Module({
  imports: [
    TasksModule.forRootAsync({
      useFactory: () => ({
        redis: { url: process.env['REDIS_URL']!, prefix: process.env['REDIS_PREFIX'] ?? '{host}' },
        identity: (source) =>
          PEOPLE.get(source.kind === 'request' ? source.headers['x-api-key'] : source.auth['key']) ?? null,
      }),
    }),
    TasksModule.forFeature([GreetTask]),
  ],
})
export class AppModule {}
