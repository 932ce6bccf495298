export { compareCursors, FIRST_CURSOR, isCursor } from './cursors.js';
export type { Audience, Envelope, LogEntry } from './envelope.js';
export { EventFollowers } from './event-followers.js';
export { EventLog, type Gap, type LogPart } from './event-log.js';
export type { Batch, Follower, FollowerHandler, FollowFrom, FollowPace } from './follower.js';
export { LiveFollower, type LiveListener } from './live-follower.js';
export { ADVANCE_LUA, APPEND_LUA } from './log-scripts.js';
export { LogTrimming } from './log-trimming.js';
export { shortenLog } from './shorten-log.js';
