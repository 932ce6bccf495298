import type { INestApplication, Type } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { TASKS_NAMESPACE } from '@task-queue/contracts';
import { CLIENT_MESSAGES, SERVER_MESSAGES } from '@task-queue/tasks/server';
import { withPlainReferences } from './openapi.js';
import { Settings } from './settings/settings.js';
import { VERSION } from './version.js';

type Json = Readonly<Record<string, unknown>>;

/** Where the document is. */
export const ASYNCAPI_PATH = '/api/docs/asyncapi.json';

const DESCRIPTION = `What happens to tasks, told over Socket.IO 4: each message is an event of the namespace \`${TASKS_NAMESPACE}\`, by its name, with
one argument. The calls of the same server are in \`/api/docs-json\` (OpenAPI).

A refused handshake is a \`connect_error\` whose message is a code: \`UNAUTHORIZED\`, \`TOO_MANY_REQUESTS\` or \`UNAVAILABLE\`.
Give the cursor of the last event as \`since\` after a reconnect, and nothing is missed.`;

const CHANNEL = '#/channels/tasks';
const refTo = (pointer: string): Json => ({ $ref: pointer });
const schemaOf = ({ name }: Type<unknown>): Json => refTo(`#/components/schemas/${name}`);
const messageNamed = (name: string): Json => refTo(`${CHANNEL}/messages/${name}`);
const answersOf = (name: string, answers: readonly Type<unknown>[]): (readonly [string, Type<unknown>])[] =>
  answers.map((answer) => [`${name}.${answer.name.replace(/Dto$/, '')}`, answer]);

/** The AsyncAPI document of the running application: what is said over its sockets. */
export function asyncApiDocument(app: INestApplication): Json {
  const sent = Object.entries(SERVER_MESSAGES);
  const taken = Object.entries(CLIENT_MESSAGES);
  const answers = taken.flatMap(([name, request]) => answersOf(name, request.answers));
  const payloads = [
    ...sent.map(([, { payload }]) => payload),
    ...taken.flatMap(([, { payload }]) => payload ?? []),
    ...answers.map(([, answer]) => answer),
  ];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Task queue, live',
      version: VERSION,
      description: DESCRIPTION,
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    defaultContentType: 'application/json',
    servers: {
      here: {
        host: '{host}',
        pathname: `${app.get(Settings).BASE_PATH}/socket.io/`,
        protocol: 'ws',
        description: 'Socket.IO 4 over WebSocket, or over long polling at the same address; `wss` behind TLS',
        variables: { host: { default: '127.0.0.1:3000', description: 'Where this document comes from' } },
        security: [refTo('#/components/securitySchemes/token')],
      },
    },
    channels: {
      tasks: {
        address: TASKS_NAMESPACE,
        title: 'The namespace of tasks',
        messages: Object.fromEntries([
          ...sent.map(([name, { summary, payload }]) => [name, { name, summary, payload: schemaOf(payload) }]),
          ...taken.map(([name, { summary, payload }]) => [
            name,
            { name, summary, payload: payload === null ? { type: 'null' } : schemaOf(payload) },
          ]),
          ...answers.map(([name, answer]) => [
            name,
            { name, summary: 'The acknowledgement', payload: schemaOf(answer) },
          ]),
        ]) as Json,
        bindings: {
          ws: {
            method: 'GET',
            query: {
              type: 'object',
              properties: { EIO: { type: 'string', const: '4' }, transport: { type: 'string', const: 'websocket' } },
            },
            bindingVersion: '0.1.0',
          },
        },
      },
    },
    operations: Object.fromEntries([
      ...sent.map(([name, { summary }]) => [
        name,
        { action: 'send', channel: refTo(CHANNEL), summary, messages: [messageNamed(name)] },
      ]),
      ...taken.map(([name, request]) => [
        name,
        {
          action: 'receive',
          channel: refTo(CHANNEL),
          summary: request.summary,
          messages: [messageNamed(name)],
          reply: {
            channel: refTo(CHANNEL),
            messages: answersOf(name, request.answers).map(([answer]) => messageNamed(answer)),
          },
        },
      ]),
    ]) as Json,
    components: {
      schemas: schemasOf(app, payloads),
      securitySchemes: {
        token: {
          type: 'apiKey',
          in: 'user',
          description:
            'As `auth: { token }` of the Socket.IO handshake: the access token of a login, or one made for a program (`tq_…`)',
        },
      },
    },
  };
}

/** Serves the document, made when somebody first asks for it, as that of OpenAPI is. */
export function serveAsyncApi(app: INestApplication): void {
  let document: Json | undefined;
  app.getHttpAdapter().get(ASYNCAPI_PATH, (_request: unknown, reply: { send(body: Json): unknown }) => {
    reply.send((document ??= asyncApiDocument(app)));
  });
}

/** These schemas and what they refer to, made as those of the OpenAPI document are. */
function schemasOf(app: INestApplication, models: readonly Type<unknown>[]): Json {
  const description = new DocumentBuilder().setOpenAPIVersion('3.1.0').build();
  const { components } = SwaggerModule.createDocument(app, description, { extraModels: [...models] });
  const all = inJsonSchema(withPlainReferences(components?.schemas ?? {})) as Json; // a record as before
  const used = new Map<string, unknown>();
  const take = (name: string): void => {
    if (!used.has(name)) {
      used.set(name, all[name]);
      referredBy(all[name]).forEach(take);
    }
  };
  models.forEach(({ name }) => take(name));
  return Object.fromEntries(used);
}

function referredBy(schema: unknown): string[] {
  return [...JSON.stringify(schema).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name!);
}

/** JSON Schema has a list of examples, where OpenAPI had one. */
function inJsonSchema(node: unknown): unknown {
  if (Array.isArray(node)) {
    return node.map(inJsonSchema);
  }
  if (typeof node !== 'object' || node === null) {
    return node;
  }
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) =>
      key === 'example' ? ['examples', [value]] : [key, inJsonSchema(value)],
    ),
  );
}
