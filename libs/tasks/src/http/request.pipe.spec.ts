import { describe, expect, test } from '@jest/globals';
import type { ArgumentMetadata } from '@nestjs/common';
import { CreateTaskDto } from './dto/create-task.dto.js';
import { requestPipe } from './request.pipe.js';

const BODY: ArgumentMetadata = { type: 'body', metatype: CreateTaskDto };

describe('the pipe of requests', () => {
  test('lets what it has made pass as it is', async () => {
    const made = await requestPipe.transform({ type: 'a.type', priority: 'high' }, BODY);
    expect(made).toBeInstanceOf(CreateTaskDto);
    expect(await requestPipe.transform(made, BODY)).toBe(made);
  });

  test('validates what the pipe of a host made of the body before', async () => {
    const hosts = Object.assign(new CreateTaskDto(), { type: 'a.type', priority: 'at once', admin: true });
    await expect(requestPipe.transform(hosts, BODY)).rejects.toMatchObject({
      problems: [expect.objectContaining({ field: 'admin' }), expect.objectContaining({ field: 'priority' })],
    });
  });

  test('makes numbers of queries that a host declares so', async () => {
    expect(await requestPipe.transform('7', { type: 'query', metatype: Number, data: 'n' })).toBe(7);
  });
});
