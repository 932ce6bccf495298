import { FormControl, FormGroup } from '@angular/forms';
import { SECRET_MASK } from '@task-queue/contracts';
import { checkedBy } from '@task-queue/ui/form-controls';
import { toInstant, toLocalTime } from '@task-queue/ui/time-field';
import { isEmpty, problemOf } from './field-problems';
import type { FormField } from './form-fields';

type Values = Readonly<Record<string, unknown>>;

/** The form for some fields, filled with params where there are some, else with the schema's defaults. */
export function paramsForm(fields: readonly FormField[], params?: Values): FormGroup {
  return new FormGroup(
    Object.fromEntries(
      fields.map((field) => {
        const value = params === undefined ? field.preset : params[field.name];
        return [
          field.name,
          field.kind === 'group'
            ? paramsForm(field.fields, recordOf(value))
            : new FormControl(
                shownValue(field, value),
                checkedBy((shown) => problemOf(field, shown)),
              ),
        ];
      }),
    ),
  );
}

/** What valid fields hold, as params. What is left empty is left out, unless that would bring a default back. */
export function paramsOf(fields: readonly FormField[], values: Values): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  for (const field of fields) {
    const value = paramOf(field, values[field.name]);
    if (value !== undefined) {
      params[field.name] = value;
    }
  }
  return params;
}

function paramOf(field: FormField, value: unknown): unknown {
  const { kind, isRequired, preset } = field;
  if (kind === 'group') {
    const own = paramsOf(field.fields, recordOf(value) ?? {});
    return isRequired || preset !== undefined || Object.keys(own).length > 0 ? own : undefined;
  }
  if (isEmpty(value)) {
    if (field.isKept) {
      return SECRET_MASK;
    }
    const isText = kind === 'text' || kind === 'longText';
    const isList = kind === 'list' || kind === 'choices';
    const isGiven = !isEmpty(preset) || isRequired;
    return isGiven && isText ? '' : isGiven && isList ? [] : undefined;
  }
  switch (kind) {
    case 'json':
      return JSON.parse(String(value)) as unknown;
    case 'time':
      return toInstant(String(value));
    case 'boolean':
      return value === false && preset === undefined && !isRequired ? undefined : value;
    default:
      return value;
  }
}

/** A param as its field shows it. */
function shownValue({ kind }: FormField, value: unknown): unknown {
  switch (kind) {
    case 'json':
      return value === undefined ? '' : JSON.stringify(value, null, 2);
    case 'time':
      return typeof value === 'string' ? toLocalTime(value) : '';
    case 'boolean':
      return value === true;
    case 'list':
    case 'choices':
      return Array.isArray(value) ? value : [];
    case 'text':
    case 'longText':
      return typeof value === 'string' ? value : '';
    case 'secret':
      return ''; // what there is is a mask
    default:
      return value ?? null;
  }
}

function recordOf(value: unknown): Values | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Values) // an object's members are found by name
    : undefined;
}
