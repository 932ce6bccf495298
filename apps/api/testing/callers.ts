/** A person without an account, somebody else, the one whose task or account it is, and who sees or does more than a user. */
export const CALLERS = ['nobody', 'other', 'owner', 'viewer', 'operator', 'admin'] as const;

/** One of {@link CALLERS}. */
export type Caller = (typeof CALLERS)[number];

/** What each of {@link CALLERS} is answered, in their order. */
export type Answers = readonly [number, number, number, number, number, number];

/** Whoever it is. */
export const EVERYBODY: Answers = [200, 200, 200, 200, 200, 200];

/** Everybody with an account. */
export const KNOWN: Answers = [401, 200, 200, 200, 200, 200];

/** Everybody who has something of their own. */
export const authors = (done: number): Answers => [401, done, done, 403, done, done];

/** The owner, and who sees everybody’s. */
export const READERS: Answers = [401, 404, 200, 200, 200, 200];

/** The owner, and who acts on everybody’s. */
export const owner = (done: number): Answers => [401, 404, done, 403, done, done];

/** Who sees everybody’s, of what nobody owns. */
export const seers = (done: number): Answers => [401, 403, 403, done, done, done];

/** Who acts on everybody’s, of what nobody owns. */
export const operators = (done: number): Answers => [401, 403, 403, 403, done, done];

/** Administrators alone. */
export const admins = (done: number): Answers => [401, 403, 403, 403, 403, done];

/** A call of the API. */
export interface Call {
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a call answers each of {@link CALLERS}. */
export interface Row {
  readonly answers: Answers;
  /** What is said of somebody else's. @default 'TASK_NOT_FOUND' */
  readonly missing?: 'NOT_FOUND' | 'SCHEDULE_NOT_FOUND' | 'SESSION_NOT_FOUND' | 'TOKEN_NOT_FOUND';
  /** Whether the call ends sessions of the caller, who is then somebody of the same role. */
  readonly endsSession?: boolean;
  /** A call on something of Ann's that nobody has touched yet. */
  call?(): Call | Promise<Call>;
}
