import type { Namespace, Socket } from 'socket.io';
import type { ClientToServerEvents, ErrorCode, ServerToClientEvents } from '@task-queue/contracts';
import type { ResolvedIdentity } from '../domain/identity.js';

type NoEvents = Record<never, never>;

/** What is kept of a socket. */
interface SocketData {
  identity: ResolvedIdentity;
}

/** A person's socket. */
export type TasksSocket = Socket<ClientToServerEvents, ServerToClientEvents, NoEvents, SocketData>;

/** All sockets of this process. */
export type TasksNamespace = Namespace<ClientToServerEvents, ServerToClientEvents, NoEvents, SocketData>;

/** A client's connection: what its sockets share. */
export type Connection = TasksSocket['conn'];

/** The room of everybody's events. */
export const ALL_ROOM = 'all';

/** The room of one person's events. Its colon is in no socket's id and in no other room's name. */
export function ownerRoom(ownerId: string): string {
  return `user:${ownerId}`;
}

/** The same of schedules, which not everybody may read who reads tasks. */
export const ALL_SCHEDULES_ROOM = 'schedules';

export function schedulesRoom(ownerId: string): string {
  return `schedules:${ownerId}`;
}

/** The room of what is told to whom steers lanes and types. */
export const CONTROL_ROOM = 'control';

/** Tells a client why, and shows it out. Its connection ends with its last socket: a host's own may go on with theirs. */
export function closeSocket(socket: TasksSocket, code: ErrorCode): void {
  socket.emit('tasks:closing', { code });
  socket.disconnect();
}

/** Hangs up at once and forgets what waits to be sent; the client sees a lost connection and comes back by itself. */
export function dropConnection(connection: Connection): void {
  // Only a WebSocket has it, and the types keep the transport's socket to themselves. Closed in order it would first
  // send what waits for it, for up to 30 s.
  const { socket } = connection.transport as { socket?: { terminate?(): void } };
  connection.close(true);
  socket?.terminate?.();
}
