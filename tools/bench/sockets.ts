import { io, type Socket } from 'socket.io-client';

/** Opens a socket to a namespace, over WebSocket alone. @throws Error why it was not let in */
export async function openSocket(url: string, auth: Readonly<Record<string, string>> = {}): Promise<Socket> {
  const socket = io(url, { transports: ['websocket'], auth, forceNew: true, reconnection: false });
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
  return socket;
}
