import type { Type } from '@nestjs/common';
import type { ClientToServerEvents, ServerToClientEvents } from '@task-queue/contracts';
import {
  LaneChangedEventDto,
  MessageDoneDto,
  MessageRefusedDto,
  ScheduleChangedEventDto,
  ScheduleTickedEventDto,
  SocketClosingDto,
  SubscribedDto,
  SubscribeRequestDto,
  TaskDigestDto,
  TaskEventDto,
  TypeChangedEventDto,
  WatchRequestDto,
} from './messages.dto.js';

/** A message over a socket, as it is documented. */
export interface DocumentedMessage {
  /** When it is sent, in a line. */
  readonly summary: string;
  readonly payload: Type<unknown>;
}

/** What a client says, and what it may be acknowledged by. */
export interface DocumentedRequest {
  readonly summary: string;
  /** `null` where it has none. */
  readonly payload: Type<unknown> | null;
  readonly answers: readonly Type<unknown>[];
}

const ofTask = (summary: string): DocumentedMessage => ({ summary, payload: TaskEventDto });

/** What the server says, by name: an event without a line here does not compile. */
export const SERVER_MESSAGES: Readonly<Record<keyof ServerToClientEvents, DocumentedMessage>> = {
  'task:created': ofTask('The task was accepted'),
  'task:rescheduled': ofTask('It is to begin at another time, or with other params'),
  'task:started': ofTask('A worker began an attempt'),
  'task:progress': ofTask('The handler told how far it is; at most ten times a second'),
  'task:stopping': ofTask('Somebody asked to stop it; again once its worker has heard it'),
  'task:at-risk': ofTask('It is likely to miss its deadline, or has; once'),
  'task:retrying': ofTask('Back in its lane: a retry, by hand too, or a shutdown'),
  'task:completed': ofTask('The handler returned'),
  'task:failed': ofTask('No retry is left, or the error was unrecoverable'),
  'task:cancelled': ofTask('Somebody cancelled or stopped it, or it had not begun by when it was to'),
  'task:handler-ended': ofTask('Nothing of a task that was given up runs any more'),
  'task:deleted': ofTask('Somebody or the retention deleted it'),
  'schedule:changed': {
    summary: 'A schedule was created, changed, paused, resumed or deleted, by somebody or by itself',
    payload: ScheduleChangedEventDto,
  },
  'schedule:ticked': { summary: 'A tick of a schedule came', payload: ScheduleTickedEventDto },
  'lane:changed': {
    summary: 'A lane was paused or resumed, or its slots were set; for who may `lanes:read`',
    payload: LaneChangedEventDto,
  },
  'type:changed': {
    summary: 'A type was paused or resumed, or its limits are others; for who may `lanes:read`',
    payload: TypeChangedEventDto,
  },
  'tasks:digest': {
    summary: 'What a subscription with `digest` was not told in full: once a second, where there was any',
    payload: TaskDigestDto,
  },
  'tasks:closing': { summary: 'Why the server closes the connection now', payload: SocketClosingDto },
};

/** What a client says, by name. */
export const CLIENT_MESSAGES: Readonly<Record<keyof ClientToServerEvents, DocumentedRequest>> = {
  'tasks:subscribe': {
    summary: 'Hear what happens, first what was missed since a cursor; ends the subscription before',
    payload: SubscribeRequestDto,
    answers: [SubscribedDto, MessageRefusedDto],
  },
  'tasks:watch': {
    summary: 'The tasks whose events come in full in a subscription with `digest`',
    payload: WatchRequestDto,
    answers: [MessageDoneDto, MessageRefusedDto],
  },
  'tasks:unsubscribe': { summary: 'Hear nothing more', payload: null, answers: [MessageDoneDto, MessageRefusedDto] },
};
