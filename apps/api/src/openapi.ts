import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { Settings } from './settings/settings.js';
import { VERSION } from './version.js';

type OperationObject = NonNullable<OpenAPIObject['paths'][string]['get']>;
type ResponseObject = Exclude<NonNullable<OperationObject['responses'][string]>, { $ref: string }>;

const DESCRIPTION = `Start long work, watch it, find it again.

**Signing in.** \`POST /api/auth/login\` gives an access token for \`Authorization: Bearer\` and a refresh cookie that no
script can read. People see their own tasks, administrators everybody's; somebody else's task is answered as one that
does not exist.

**Errors** are \`application/problem+json\` (RFC 9457). \`code\` is for programs and never changes; \`detail\` is for
people, in Chinese or in the language of \`Accept-Language\`. Unknown fields are refused. Times are ISO 8601 in UTC.

**Limits.** Calls are counted by person, or by address where nobody is signed in, for a minute each. \`RateLimit-Policy\`
says how many there are (\`"person";q=60000;w=60\`) and \`RateLimit\` how many are left, for how many seconds
(\`"person";r=59999;t=42\`); above, calls are answered with 429 and \`Retry-After\`.

**Live.** What happens to tasks is told over Socket.IO in the namespace \`/tasks\`, with \`auth: { token }\` in the
handshake: emit \`tasks:subscribe\`, then listen. Each event is in \`/api/docs/asyncapi.json\` (AsyncAPI).`;

/** The OpenAPI document of the running application. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const description = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Task queue')
    .setDescription(DESCRIPTION)
    .setVersion(VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer(app.get(Settings).BASE_PATH || '/', 'Where this document comes from')
    .addTag('tasks', 'Creating tasks, finding them, and what can be done with them')
    .addTag('lanes', 'Where tasks wait for workers: pauses and slots, for operators')
    .addTag('types', 'Types of tasks: pauses and limits, for operators')
    .addTag('views', 'Ways to look at tasks that people keep')
    .addTag('workers', 'Who runs tasks, for operators')
    .addTag('overview', 'How tasks do')
    .addTag('errors', 'What goes wrong, by kind')
    .addTag('schedules', 'Tasks that are created again and again, by a plan')
    .addTag('auth', 'Signing in and out, and one’s own password')
    .addTag('tokens', 'Access tokens, for programs')
    .addTag('audit', 'Who did what, for administrators')
    .addTag('users', 'Accounts, for administrators')
    .addTag('operations', 'For load balancers, supervisors and Prometheus')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      description: 'The access token of a login (a JWT), or one made for a program (`tq_…`)',
    })
    .addCookieAuth(
      'task-queue-refresh',
      {
        type: 'apiKey',
        in: 'cookie',
        description:
          'Set by a login; its name goes on with eight digits of the installation, and begins with `__Host-` over HTTPS, `__Secure-` below a base path',
      },
      'refresh-cookie',
    )
    .build();
  const document = SwaggerModule.createDocument(app, description, {
    operationIdFactory: (controller, method) => `${controller.replace('Controller', '').toLowerCase()}_${method}`,
  });
  return withSharedProblems(withPlainReferences(document) as OpenAPIObject); // the same shape
}

const text = { type: 'string' } as const;
/** Of answers to calls that were counted. */
const RATE_LIMIT_HEADERS = {
  'RateLimit-Policy': { description: 'How many calls there are, in how many seconds', schema: text },
  RateLimit: { description: 'How many calls are left, for how many seconds', schema: text },
} as const;

/** Says a problem that many calls share once, under `components.responses`. */
function withSharedProblems(document: OpenAPIObject): OpenAPIObject {
  const shared: Record<string, ResponseObject> = {};
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path) as OperationObject[]);
  for (const { responses } of operations) {
    for (const [status, response] of Object.entries(responses)) {
      const examples = (response as ResponseObject).content?.['application/problem+json']?.examples;
      if (examples !== undefined) {
        const name = `${status}.${Object.keys(examples).join('.')}`;
        shared[name] = response as ResponseObject;
        if (status === '429') {
          shared[name] = { ...shared[name], headers: { ...shared[name].headers, ...RATE_LIMIT_HEADERS } };
        }
        responses[status] = { $ref: `#/components/responses/${name}` };
      }
    }
  }
  return { ...document, components: { ...document.components, responses: shared } };
}

/** OpenAPI 3.1 lets a `$ref` stand beside a description; the generator still wraps it in an `allOf` of one. */
export function withPlainReferences(node: unknown): unknown {
  if (Array.isArray(node)) {
    return node.map(withPlainReferences);
  }
  if (typeof node !== 'object' || node === null) {
    return node;
  }
  const { allOf, ...rest } = node as Readonly<Record<string, unknown>>;
  const single =
    Array.isArray(allOf) && allOf.length === 1 ? (allOf[0] as object) : allOf === undefined ? {} : { allOf };
  const plain = Object.entries({ ...single, ...rest }).map(([key, value]) => [key, withPlainReferences(value)]);
  return Object.fromEntries(plain);
}

/** Serves Swagger UI at `/api/docs` and the document at `/api/docs-json`. */
export function serveOpenApi(app: INestApplication): void {
  SwaggerModule.setup('api/docs', app, () => openApiDocument(app), {
    swaggerOptions: { persistAuthorization: false },
    customSiteTitle: 'Task queue API',
  });
}
