import { Inject, Injectable, Module, type DynamicModule, type OnApplicationShutdown, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { AuditModule } from '@task-queue/audit';
import { AuditGuard } from '@task-queue/audit-trail';
import { AuthService, IdentityChanges, IdentityModule, type IdentityModuleOptions } from '@task-queue/identity';
import { OverviewModule } from '@task-queue/overview';
import { demoTaskHandlers, taskHandlers } from '@task-queue/task-handlers';
import { ProblemFilter, requestPipe } from '@task-queue/problems';
import { IdentityGuard, TasksModule, type TasksModuleOptions } from '@task-queue/tasks';
import { IdentityNotices } from '@task-queue/tasks/server';
import { LoggerModule } from 'nestjs-pino';
import { artifactOptions } from './artifacts/artifact-options.js';
import { HealthController } from './health/health.controller.js';
import { Metrics } from './metrics/metrics.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { keptSecrets } from './settings/kept-secrets.js';
import { jwtSecret } from './settings/jwt-secret.js';
import { logging, type LogSink } from './settings/logging.js';
import { secretsKeys } from './settings/secrets-keys.js';
import { SettingsModule } from './settings/settings.module.js';
import type { Settings } from './settings/settings.js';
import { singleSignOn } from './settings/single-sign-on.js';
import { VERSION } from './version.js';
import { TRACING, type Tracing } from './tracing/tracing.js';
import { CallerGuard } from './web/caller.guard.js';
import { Connections } from './web/connections.js';
import { OwnOrigin } from './web/own-origin.js';
import { RateLimitGuard } from './web/rate-limit.guard.js';
import { TrustedProxies } from './web/trusted-proxies.js';

/** The metrics, for the engine that tells them and the controller that shows them. */
@Module({ providers: [Metrics], exports: [Metrics] })
class MetricsModule {}

/** What our own origin is, for cookies and for sockets. */
@Module({ providers: [OwnOrigin], exports: [OwnOrigin] })
class OriginModule {}

/** Tells the sockets of every process what became of a person. */
@Injectable()
class ToldSockets {
  constructor(changes: IdentityChanges, notices: IdentityNotices) {
    changes.onChange((userId) => notices.tell(userId));
  }
}

/** Sends the last traces when everything else has ended. */
@Injectable()
class LastTraces implements OnApplicationShutdown {
  constructor(@Inject(TRACING) private readonly tracing: Tracing | null) {}

  async onApplicationShutdown(): Promise<void> {
    await this.tracing?.stop();
  }
}

/** The host application: what is composed of what. */
@Module({})
export class AppModule {
  /** @param handlers - task handlers beside the shipped ones */
  static with(
    settings: Settings,
    tracing: Tracing | null,
    handlers: readonly Type[] = [],
    logTo?: LogSink,
  ): DynamicModule {
    const proxies = new TrustedProxies(settings.TRUST_PROXY);
    const openIdProvider = singleSignOn(settings);
    return {
      module: AppModule,
      imports: [
        LoggerModule.forRoot(logging(settings, logTo)),
        SettingsModule.with(settings),
        IdentityModule.forRootAsync({
          imports: [OriginModule],
          inject: [OwnOrigin],
          useFactory: (pages: OwnOrigin): IdentityModuleOptions => ({
            redis: { url: settings.REDIS_URL, prefix: settings.REDIS_PREFIX },
            secret: jwtSecret(settings),
            firstAdministrator: {
              username: settings.ADMIN_USERNAME,
              ...(settings.ADMIN_PASSWORD === undefined ? {} : { password: settings.ADMIN_PASSWORD }),
            },
            pages,
            ...(openIdProvider === undefined ? {} : { singleSignOn: openIdProvider }),
            keptSecrets: keptSecrets(settings),
            localLogin: settings.LOCAL_LOGIN,
            secondFactor: settings.SECOND_FACTOR,
            defaultLocale: settings.DEFAULT_LOCALE,
          }),
        }),
        TasksModule.forRootAsync({
          role: settings.ROLE,
          imports: [MetricsModule],
          inject: [AuthService, Metrics],
          useFactory: async (auth: AuthService, metrics: Metrics): Promise<TasksModuleOptions> => ({
            observer: metrics,
            ...(tracing === null ? {} : { tracing: tracing.tasks }),
            retention: {
              ...(settings.RETENTION_COMPLETED ? { completed: settings.RETENTION_COMPLETED } : {}),
              ...(settings.RETENTION_FAILED ? { failed: settings.RETENTION_FAILED } : {}),
            },
            redis: { url: settings.REDIS_URL, prefix: settings.REDIS_PREFIX, unsafe: settings.REDIS_UNSAFE },
            identity: (source) => auth.identify(source),
            rolesOf: ({ id }) => auth.rolesOf(id),
            usernameOf: (id) => auth.usernameOf(id),
            secrets: { keys: secretsKeys(settings) },
            sockets: {
              areStillValid: (identities) => auth.areStillValid(identities),
              addressOf: (request) => proxies.addressOf(request),
            },
            version: VERSION,
            concurrency: settings.WORKER_CONCURRENCY,
            leaseMs: settings.WORKER_LEASE_MS,
            shutdownGraceMs: settings.SHUTDOWN_GRACE_MS,
            maxWaitingPerPerson: settings.MAX_WAITING_PER_PERSON,
            ...(await artifactOptions(settings)),
            defaultLocale: settings.DEFAULT_LOCALE,
          }),
        }),
        OverviewModule.forRoot({ role: settings.ROLE }),
        AuditModule.forRoot({ role: settings.ROLE, retention: settings.RETENTION_AUDIT }),
        MetricsModule,
        TasksModule.forFeature([...taskHandlers, ...(settings.TASKS_DEMO ? demoTaskHandlers : []), ...handlers]),
      ],
      controllers: [HealthController, MetricsController],
      providers: [
        Connections,
        ToldSockets,
        { provide: TRACING, useValue: tracing },
        LastTraces,
        { provide: APP_GUARD, useClass: AuditGuard }, // before those that may refuse
        IdentityGuard,
        RateLimitGuard,
        { provide: APP_GUARD, useClass: CallerGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useValue: requestPipe },
      ],
    };
  }
}
