import { RequestMethod, type INestApplicationContext } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import { auditedRouteOf } from '@task-queue/audit-trail';

/** Routes that may change something, and of which nobody has said what the audit log tells: controller and method, e.g. `UsersController.create`. */
export function unauditedRoutes(app: INestApplicationContext): readonly string[] {
  const controllers = [...app.get(ModulesContainer).values()].flatMap(({ controllers: all }) => [...all.values()]);
  return controllers.flatMap(({ metatype }) => {
    const prototype = metatype?.prototype as Record<string, unknown>;
    return Object.getOwnPropertyNames(prototype)
      .filter((name) => {
        const method = prototype[name];
        if (
          name === 'constructor' ||
          typeof method !== 'function' ||
          Reflect.getMetadata(PATH_METADATA, method) === undefined
        ) {
          return false;
        }
        const isRead = Reflect.getMetadata(METHOD_METADATA, method) === RequestMethod.GET;
        return !isRead && auditedRouteOf(method) === undefined;
      })
      .map((name) => `${metatype!.name}.${name}`);
  });
}
