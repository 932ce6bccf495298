import { expect, test } from '@jest/globals';
import { Controller, Delete, Get, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Audited, NotAudited } from '@task-queue/audit-trail';
import { unauditedRoutes } from '../../testing/routes.js';

@Controller('on-purpose')
class OnPurposeController {
  @Get()
  read(): void {}

  @Audited('task.create')
  @Post()
  told(): void {}

  @NotAudited()
  @Post('nothing')
  nothing(): void {}

  @Delete()
  forgotten(): void {}
}

@Module({ controllers: [OnPurposeController] })
class OnPurposeModule {}

test('a route that is forgotten is found', async () => {
  const app = await NestFactory.createApplicationContext(OnPurposeModule, { logger: false });
  expect(unauditedRoutes(app)).toEqual(['OnPurposeController.forgotten']);
  await app.close();
});
