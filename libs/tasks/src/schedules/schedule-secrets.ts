import type { LocalizedText, ScheduleChange, ScheduleDraft } from '@task-queue/contracts';
import { ValidationError } from '@task-queue/problems';
import type { TaskRegistry } from '../handlers/task-registry.js';
import { SecretsUnreadableError } from '../secrets/key-ring.js';
import { secretsIn, withKept, type SecretParams } from '../secrets/secret-params.js';
import type { ScheduleDefinition } from './schedule-record.js';

/** A definition whose params have their secrets. */
export interface OpenedDefinition extends Omit<ScheduleDefinition, 'secrets'> {
  /** The id of who gave them. `null` where there are none. */
  readonly secretsGivenBy: string | null;
}

const UNREADABLE: LocalizedText = {
  zh: '其中的密文已无法读取（密钥已不在）；请重新填写密文',
  en: 'have secrets that cannot be read any more, as their key is gone: give them anew',
};

/** Keeps the secrets of a schedule's params apart from what is shown of it. */
export class ScheduleSecrets {
  constructor(
    private readonly secrets: SecretParams,
    private readonly registry: Pick<TaskRegistry, 'find'>,
  ) {}

  seal({ secretsGivenBy, ...definition }: OpenedDefinition): ScheduleDefinition {
    const { type, params, createdBy } = definition;
    const paramsClass = this.registry.find(type)!.params; // what is kept fits, so its type is there
    const owned = { type, owner: createdBy.id };
    const { shown, sealed } = this.secrets.seal(paramsClass, params, owned, secretsGivenBy ?? createdBy.id);
    return { ...definition, params: shown, ...(sealed === null ? {} : { secrets: sealed }) };
  }

  /** @throws SecretsUnreadableError */
  open({ secrets: sealed, ...definition }: ScheduleDefinition): OpenedDefinition {
    const { type, params: shown, createdBy } = definition;
    const kept = { shown, sealed: sealed ?? null };
    const { params, givenBy } = this.secrets.open(kept, { type, owner: createdBy.id });
    return { ...definition, params, secretsGivenBy: givenBy };
  }

  /**
   * A schedule and its change, with the secrets that go on: where nobody gives other params, and in place of masks those that
   * who changes it gave themselves, as with other params a secret may go anywhere. None goes on to another type.
   *
   * @throws ValidationError where they cannot be read
   */
  openFor(
    definition: ScheduleDefinition,
    change: ScheduleChange,
    personId: string,
  ): { readonly before: OpenedDefinition; readonly change: ScheduleChange } {
    const registered = this.registry.find(definition.type);
    const goesOn = registered !== undefined && (change.type ?? definition.type) === definition.type;
    const given = change.params ?? null;
    const before = goesOn ? this.#openedOrNull(definition) : null;
    if (goesOn && before === null && given === null) {
      throw new ValidationError([{ field: 'params', message: UNREADABLE }]);
    }
    if (before === null) {
      const masked = { ...this.shown(definition), secretsGivenBy: personId };
      delete masked.secrets;
      return { before: masked, change };
    }
    if (given === null) {
      return { before, change };
    }
    const isTheirs = (before.secretsGivenBy ?? before.createdBy.id) === personId;
    const params = isTheirs ? withKept(registered!.params, given, before.params) : given; // it goes on, so there is one
    return { before: { ...before, secretsGivenBy: personId }, change: { ...change, params } };
  }

  /** As it may be shown, also one that was made before a param of its type was secret. */
  shown(definition: ScheduleDefinition): ScheduleDefinition {
    const { type, params } = definition;
    return { ...definition, params: this.secrets.shown(this.registry.find(type)?.params, params) };
  }

  /** Tell definitions apart, and say nothing of what is secret in them: by each key, the first one first. `null` where nothing is. */
  digests(draft: ScheduleDraft): readonly string[] | null {
    const paramsClass = this.registry.find(draft.type)?.params;
    return paramsClass === undefined || secretsIn(paramsClass, draft.params ?? {}).length === 0
      ? null
      : this.secrets.digests(draft);
  }

  #openedOrNull(definition: ScheduleDefinition): OpenedDefinition | null {
    try {
      return this.open(definition);
    } catch (error) {
      if (error instanceof SecretsUnreadableError) {
        return null;
      }
      throw error;
    }
  }
}
