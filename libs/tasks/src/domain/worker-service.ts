/** Something that a worker does as long as it is there. */
export interface WorkerService {
  start(): void | Promise<void>;
  /** Ends it, within some seconds, also where Redis is away. */
  stop(): void | Promise<void>;
}
