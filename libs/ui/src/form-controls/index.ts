export { FieldError } from './field-error';
export { checkedBy, problemOfControl, type FieldProblem } from './field-problem';
export { InputAccessor } from './input-accessor';
export { wholeBetween } from './whole-between';
