import { Inject, Optional, type Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { WebSocketGateway, type GatewayMetadata } from '@nestjs/websockets';
import { GATEWAY_METADATA, GATEWAY_OPTIONS, PORT_METADATA } from '@nestjs/websockets/constants.js';
import { AuditTrail } from '@task-queue/audit-trail';
import { TASKS_OPTIONS, type TasksModuleOptions } from '../tasks-options.js';
import { TaskEventLog } from './task-event-log.js';
import { TasksGateway } from './tasks.gateway.js';

/** Of a Socket.IO server that is for tasks alone. */
const OWN_SERVER: GatewayMetadata = {
  serveClient: false,
  maxHttpBufferSize: 64 * 1024,
  perMessageDeflate: false, // an event is short, and a compressor takes memory for each socket
  connectTimeout: 10_000,
  pingInterval: 20_000,
  pingTimeout: 20_000,
};

/**
 * The gateway of an application, at a namespace. Nest makes one Socket.IO server for all gateways of a port and path, with the
 * options of whichever it comes upon first: where a host has gateways there, ours brings the options of the host's first, so
 * that the server is the one that the host would have without us.
 */
export function gatewayAt(namespace: string): Type<TasksGateway> {
  @WebSocketGateway({ namespace })
  class TasksGatewayAt extends TasksGateway {
    constructor(
      log: TaskEventLog,
      @Inject(TASKS_OPTIONS) options: TasksModuleOptions,
      @Optional() @Inject(AuditTrail) trail: AuditTrail | undefined, // where that of the former is
      discovery: DiscoveryService,
    ) {
      super(log, options, trail);
      // Nest has made every provider known by now and connects gateways later.
      const [first = OWN_SERVER] = discovery
        .getProviders()
        .flatMap(({ metatype }) => (metatype && !isOurs(metatype) ? gatewayOptionsOf(metatype) : []));
      WebSocketGateway({ ...first, namespace })(TasksGatewayAt);
    }
  }
  return TasksGatewayAt;
}

function isOurs(metatype: object): boolean {
  return metatype === TasksGateway || Object.prototype.isPrototypeOf.call(TasksGateway, metatype);
}

/** What a class says of the server at the application's own port and Socket.IO's usual path, if it is a gateway there. */
function gatewayOptionsOf(metatype: object): GatewayMetadata[] {
  const options = (Reflect.getMetadata(GATEWAY_OPTIONS, metatype) ?? {}) as GatewayMetadata;
  const isHere =
    Reflect.hasMetadata(GATEWAY_METADATA, metatype) &&
    ((Reflect.getMetadata(PORT_METADATA, metatype) as number | undefined) ?? 0) === 0 &&
    (options.path ?? '/socket.io').replace(/\/$/, '') === '/socket.io';
  return isHere ? [options] : [];
}
