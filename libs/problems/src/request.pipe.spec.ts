import { describe, expect, test } from '@jest/globals';
import type { ArgumentMetadata } from '@nestjs/common';
import { IsIn, IsString } from 'class-validator';
import { readAs, requestPipe } from './request.pipe.js';

class ParcelDto {
  @IsString() readonly name!: string;
  @IsIn(['small', 'large']) readonly size!: string;
}

const BODY: ArgumentMetadata = { type: 'body', metatype: ParcelDto };

describe('the pipe of requests', () => {
  test('lets what it has made pass as it is', async () => {
    const made = await requestPipe.transform({ name: 'books', size: 'small' }, BODY);
    expect(made).toBeInstanceOf(ParcelDto);
    expect(await requestPipe.transform(made, BODY)).toBe(made);
  });

  test('validates what the pipe of a host made of the body before', async () => {
    const hosts = Object.assign(new ParcelDto(), { name: 'books', size: 'huge', admin: true });
    await expect(requestPipe.transform(hosts, BODY)).rejects.toMatchObject({
      problems: [expect.objectContaining({ field: 'admin' }), expect.objectContaining({ field: 'size' })],
    });
  });

  test('reads by the DTO of a parameter what it let pass as the pipe of all routes', async () => {
    const passed = await requestPipe.transform({ name: 'books', size: 'huge' }, { type: 'body', metatype: Object });
    await expect(readAs(ParcelDto).transform(passed, { type: 'body', metatype: Object })).rejects.toMatchObject({
      problems: [expect.objectContaining({ field: 'size' })],
    });
  });

  test('makes numbers of queries that a host declares so', async () => {
    expect(await requestPipe.transform('7', { type: 'query', metatype: Number, data: 'n' })).toBe(7);
  });
});
