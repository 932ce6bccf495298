import { applyDecorators, type Type } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';

// Where Swagger's `@ApiProperty` keeps what it was given; Swagger looks there for a parameter whose type is the DTO.
const PROPERTY_NAMES = 'swagger/apiModelPropertiesArray';
const PROPERTY = 'swagger/apiModelProperties';

/** Documents the query that a call reads by a DTO (`readAs`), field by field. A list is the comma list it is. */
export function ApiQueryOf(dto: Type): MethodDecorator {
  const prototype = dto.prototype as object;
  const names = (Reflect.getMetadata(PROPERTY_NAMES, prototype) as readonly string[]).map((name) => name.slice(1));
  const fields = names.map((name) => {
    const field = Reflect.getMetadata(PROPERTY, prototype, name) as Readonly<Record<string, unknown>>;
    const isList = field['isArray'] === true || field['type'] === 'array';
    return ApiQuery({ ...field, name, ...(isList ? { style: 'form', explode: false } : {}) });
  });
  return applyDecorators(...fields);
}
