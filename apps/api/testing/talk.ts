import { connect, type Socket } from 'node:net';

/** What came over a connection until it ended. */
export interface Ended {
  readonly text: string;
  readonly tookMs: number;
}

/** A bare connection, on which nothing is sent yet. */
export function open(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => resolve(socket));
    socket.once('error', reject);
  });
}

/** Sends something, maybe nothing, and waits for the other side to hang up. */
export async function talk(url: string, said: string): Promise<Ended> {
  const socket = await open(url);
  socket.write(said);
  return ended(socket);
}

/** Reads until the other side hangs up. */
export function ended(socket: Socket): Promise<Ended> {
  const startedMs = performance.now();
  let text = '';
  socket.on('data', (data) => (text += data.toString()));
  socket.on('error', () => undefined); // a reset is an end too
  return new Promise((resolve) => {
    socket.once('close', () => resolve({ text, tookMs: performance.now() - startedMs }));
  });
}
