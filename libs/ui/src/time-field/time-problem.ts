import type { FieldProblem } from '../form-controls/field-problem';
import { instantsOf } from './local-time';

/** What is wrong with a local time, if anything; nothing given is not wrong. */
export function timeProblem(text: string | null): FieldProblem | null {
  if (text === null || text === '') {
    return null;
  }
  const instants = instantsOf(text);
  switch (instants?.length) {
    case undefined:
      return { key: 'time' };
    case 0:
      return { key: 'noSuchTime' };
    case 1:
      return null;
    default:
      return { key: 'twice' };
  }
}
