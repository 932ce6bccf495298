import { Global, Module, type DynamicModule } from '@nestjs/common';
import { HostRedis } from './host-redis.js';
import { Settings } from './settings.js';

/** The settings and the host's connection, for every module. */
@Global()
@Module({})
export class SettingsModule {
  static with(settings: Settings): DynamicModule {
    return {
      module: SettingsModule,
      providers: [
        { provide: Settings, useValue: settings },
        { provide: HostRedis, useFactory: () => HostRedis.open(settings) },
      ],
      exports: [Settings, HostRedis],
    };
  }
}
