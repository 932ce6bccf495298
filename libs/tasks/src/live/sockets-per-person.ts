import type { TasksSocket } from './tasks-socket.js';

/** Counts the sockets of each person in this process. */
export class SocketsPerPerson {
  readonly #counts = new Map<string, number>();

  constructor(private readonly max: number) {}

  /** Takes a place for a socket until it is gone. @returns `false` where the person has no place left */
  take(personId: string, socket: TasksSocket): boolean {
    const count = this.#counts.get(personId) ?? 0;
    if (count >= this.max) {
      return false;
    }
    this.#counts.set(personId, count + 1);
    const { conn } = socket;
    let isTaken = true;
    const giveBack = (): void => {
      // Both happen where a connection is lost: the socket disconnects in the middle of its connection's `close`, when
      // it is too late to take a listener off.
      if (!isTaken) {
        return;
      }
      isTaken = false;
      socket.off('disconnect', giveBack);
      conn.off('close', giveBack);
      const left = this.#counts.get(personId)! - 1;
      if (left === 0) {
        this.#counts.delete(personId);
      } else {
        this.#counts.set(personId, left);
      }
    };
    // A client may hang up before its socket is connected, which then never disconnects.
    socket.on('disconnect', giveBack);
    conn.on('close', giveBack);
    if (conn.readyState !== 'open') {
      giveBack();
    }
    return true;
  }
}
