/** A file of one's own that the application begins with. */
export interface FirstFile {
  /** From the folder of sources, without `.ts`. */
  readonly name: string;
  /** What the module imports of it. */
  readonly gives: string;
  readonly text: string;
}

/** A handler to begin with. */
export const HANDLER: FirstFile = {
  name: 'tasks/greet.task',
  gives: 'GreetTask',
  text: `import { TaskHandler, type TaskContext } from '@task-queue/tasks';
import { IsString } from 'class-validator';

export class GreetParams {
  @IsString() readonly name: string = 'world';
}

@TaskHandler({ type: 'greet', title: { zh: '问候', en: 'Greet' }, params: GreetParams })
export class GreetTask {
  run({ name }: GreetParams, context: TaskContext): string {
    context.progress(50, 'thinking of something nice');
    return \`Hello \${name}\`;
  }
}
`,
};

/** Who people are: the application's own to say. In production nobody, so that nothing is open that nobody has closed. */
export const IDENTITY: FirstFile = {
  name: 'tasks/identity',
  gives: 'identity',
  text: `import type { IdentityResolver } from '@task-queue/tasks';

/**
 * Who calls, null for nobody. Yours to fill in: it is given \`source\`, a request with its headers or a socket with its auth.
 * Until then everybody is one developer, and in production nobody is let in.
 */
export const identity: IdentityResolver = () =>
  process.env['NODE_ENV'] === 'production'
    ? null
    : { id: '1', username: 'developer', roles: ['user'] };
`,
};

/** What the module that holds everything imports, by lines; an inner one begins with two spaces. */
export const MODULE_ENTRIES: readonly string[] = [
  'TasksModule.forRoot({',
  "  redis: { url: process.env['REDIS_URL'] ?? 'redis://localhost:6379' },",
  '  identity,',
  '}),',
  'TasksModule.forFeature([GreetTask]),',
];
