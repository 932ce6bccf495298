import { createHash } from 'node:crypto';
import type { Logger } from '@nestjs/common';
import type { Locale, ScheduleDraft } from '@task-queue/contracts';
import { canonicalJson } from '../../domain/canonical-json.js';
import { every } from '../../domain/every.js';
import type { ThrottledLog } from '../../domain/throttled-log.js';
import type { WorkerService } from '../../domain/worker-service.js';
import type { TaskRegistry } from '../../handlers/task-registry.js';
import type { SecretParams } from '../../secrets/secret-params.js';
import { changed } from '../change-schedule.js';
import { optionsOf, timingOf } from '../schedule-draft.js';
import { dueAtNext, newSchedule, plannedFields, type StoredSchedule } from '../schedule-record.js';
import { ScheduleSecrets } from '../schedule-secrets.js';
import type { ScheduleStore } from '../schedule-store.js';
import type { ScheduleTicker } from '../schedule-ticker.js';
import { changeSettled, type SettledWrite } from '../settled-change.js';
import { CODE_OWNER } from './code-owner.js';

const INTERVAL_MS = 20_000;

/** A schedule that a handler's class declares. */
interface Declaration {
  readonly draft: ScheduleDraft;
  readonly digest: string;
  /** All that it may be kept with: one that has secrets has a digest by each key. */
  readonly digests: readonly string[];
}

/** All that a worker's code declares, by name. */
interface DeclaringCode {
  readonly digest: string;
  readonly declarations: ReadonlyMap<string, Declaration>;
}

/** What these need. */
export interface DeclaredParts {
  readonly store: ScheduleStore;
  readonly ticker: Pick<ScheduleTicker, 'tick'>;
  readonly registry: Pick<TaskRegistry, 'all' | 'find'>;
  readonly secrets: SecretParams;
  readonly locale: Locale;
  readonly logger: Pick<Logger, 'log' | 'warn'>;
}

/** Has what the code of this worker declares be there, once for all workers of it, and newer code before older. */
export class DeclaredSchedules implements WorkerService {
  readonly #secrets: ScheduleSecrets;
  #code: DeclaringCode | undefined;
  #end: () => void = () => undefined;

  constructor(
    private readonly parts: DeclaredParts,
    private readonly log: Pick<ThrottledLog, 'warn'>,
  ) {
    this.#secrets = new ScheduleSecrets(parts.secrets, parts.registry);
  }

  start(): void {
    const onError = (error: unknown): void => this.log.warn('The schedules that the code declares', error);
    this.#end = every(INTERVAL_MS, () => this.turn(), onError);
    this.turn().catch(onError);
  }

  stop(): void {
    this.#end();
  }

  async turn(): Promise<void> {
    const { digest, declarations } = (this.#code ??= this.#codeOf());
    const { counting, gone } = await this.parts.store.declare(digest, [...declarations.keys()]);
    for (const { name, id } of counting) {
      await this.#see(id, declarations.get(name)!);
    }
    if (gone.length > 0) {
      this.parts.logger.warn({ schedules: gone }, 'Schedules are paused that the code declares no more');
    }
  }

  /** Has a schedule be as it is declared. */
  async #see(id: string, declaration: Declaration): Promise<void> {
    const before = await this.parts.store.get(id);
    if (before === null) {
      await this.#create(id, declaration);
    } else if (isToChange(before, declaration)) {
      const isSame = isDeclaredAs(before, declaration);
      await changeSettled(this.parts, {
        read: async () => (await this.parts.store.get(id)) ?? before,
        change: isSame ? 'resumed' : 'updated',
        write: async (now) => (isToChange(now, declaration) ? this.#changed(now, declaration) : null),
      });
      this.parts.logger.log({ schedule: declaration.draft.name }, 'A schedule is as the code declares it now');
    }
  }

  async #create(id: string, { draft, digest }: Declaration): Promise<void> {
    const nowMs = this.parts.store.nowMs();
    const { times, ...timing } = timingOf(draft, nowMs);
    const declared = { as: draft.name, digest };
    const definition = this.#secrets.seal({
      ...optionsOf(draft),
      ...timing,
      createdBy: CODE_OWNER,
      secretsGivenBy: CODE_OWNER.id,
      locale: this.parts.locale,
      declared,
    });
    if ((await this.parts.store.keep(newSchedule(id, definition, times, nowMs))) === 'ok') {
      this.parts.logger.log({ schedule: draft.name }, 'A schedule was created that the code declares');
    }
  }

  /** Who owns it, and the pause of an operator, stay. */
  #changed(before: StoredSchedule, declaration: Declaration): SettledWrite {
    const { draft, digest } = declaration;
    const isSame = isDeclaredAs(before, declaration);
    const wakes = before.pausedBecause === 'CODE_GONE' || (!isSame && MENDED.includes(before.pausedBecause));
    const awake = wakes ? { enabled: '1', pausedBecause: '', failures: '' } : {};
    if (isSame) {
      return { fields: { ...awake, owner: before.definition.createdBy.id }, dueAt: dueAtNext(before) };
    }
    const change = { ...UNSET, ...draft, ...optionsOf(draft) };
    const { dropped, ...planned } = changed(before, change, null, this.parts.store.nowMs());
    const given = { ...planned.definition, declared: { as: draft.name, digest }, secretsGivenBy: CODE_OWNER.id };
    const definition = this.#secrets.seal(given);
    const { fields, dueAt } = plannedFields({ id: before.id, ...planned, definition });
    return { fields: { ...fields, ...awake }, dueAt, dropped };
  }

  /** Known when every handler is registered. */
  #codeOf(): DeclaringCode {
    const drafts = this.parts.registry.all().flatMap(({ schedules }) => schedules);
    const declarations = new Map(
      drafts.map((draft) => {
        const digests = this.#secrets.digests(draft) ?? [digestOf(draft)];
        return [draft.name, { draft, digest: digests[0]!, digests }];
      }),
    );
    return { declarations, digest: digestOf([...declarations.values()].map(({ digest }) => digest).sort()) };
  }
}

/** Pauses that other code may be the remedy for. */
const MENDED: readonly StoredSchedule['pausedBecause'][] = ['UNKNOWN_TASK_TYPE', 'INVALID_PARAMS'];

/** What is not declared is not so, whatever was before. */
const UNSET = { priority: null, startsAt: null, endsAt: null, pauseAfterFailures: null } as const;

function isToChange(kept: StoredSchedule, declaration: Declaration): boolean {
  return !isDeclaredAs(kept, declaration) || kept.pausedBecause === 'CODE_GONE';
}

function isDeclaredAs({ definition }: StoredSchedule, { digests }: Declaration): boolean {
  return digests.includes(definition.declared?.digest ?? '');
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('base64url');
}
