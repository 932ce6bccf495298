import type { TaskHead } from '../record/codec.js';

/** Half a character, as a name cut too short ends in, would stop the scripts that read it. */
export function wellFormed(head: TaskHead): TaskHead {
  const { title, createdBy } = head;
  const { id, username } = createdBy;
  return {
    ...head,
    title: title.toWellFormed(),
    createdBy: { ...createdBy, id: id.toWellFormed(), username: username.toWellFormed() },
  };
}
