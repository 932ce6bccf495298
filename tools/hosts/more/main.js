// An application that has more of the engine than init adds, below a prefix for routes of tasks alone.
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TaskHandler, TasksModule } from '@task-queue/tasks';
import { readS3Place, S3ArtifactStorage } from '@task-queue/tasks/artifacts-s3';
import { OverviewModule } from '@task-queue/tasks/overview';

class ReportParams {}

class ReportTask {
  async run(_params, context) {
    const file = context.artifact('report.txt', 'text/plain');
    file.end('all is well');
  }
}
TaskHandler({ type: 'report', title: { zh: '报告', en: 'Report' }, params: ReportParams })(ReportTask);

const routePrefix = 'system';

class AppModule {}
Module({
  imports: [
    TasksModule.forRoot({
      routePrefix,
      redis: { url: process.env.REDIS_URL },
      identity: () => ({ id: '1', username: 'ann', roles: ['admin'] }),
      artifacts: new S3ArtifactStorage(readS3Place(process.env.ARTIFACTS_URL), {
        accessKeyId: process.env.ARTIFACTS_ACCESS_KEY,
        secretAccessKey: process.env.ARTIFACTS_SECRET_KEY,
      }),
    }),
    OverviewModule.forRoot({ routePrefix }),
    TasksModule.forFeature([ReportTask]),
  ],
})(AppModule);

const app = await NestFactory.create(AppModule);
await app.listen(process.env.PORT, '127.0.0.1');
