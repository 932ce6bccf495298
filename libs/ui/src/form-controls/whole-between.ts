import type { FieldProblem } from './field-problem';

/** For `checkedBy`: a whole number within bounds; nothing given is not wrong. */
export function wholeBetween(min: number, max: number) {
  return (value: unknown): FieldProblem | null =>
    value === null || (Number.isInteger(value) && Number(value) >= min && Number(value) <= max)
      ? null
      : { key: 'range', values: { min, max } };
}
