import { TestBed } from '@angular/core/testing';
import { FormControl } from '@angular/forms';
import { expect, it } from '@jest/globals';
import type { Locale } from '@task-queue/contracts';
import { translated } from '../../testing/translated';
import { formFields } from './form-fields';
import { JsonField } from './json-field';

it.each<[Locale, string[]]>([
  ['zh-CN', ['JSON 对象，可不填', 'JSON 数组', 'JSON，可不填']],
  ['en', ['A JSON object; optional', 'A JSON array', 'JSON; optional']],
])('a field of JSON says of what kind, and whether it may be left out: %s', (language, hints) => {
  TestBed.configureTestingModule({ imports: [translated(language)] });
  const rows = { type: 'array', items: { type: 'object', properties: {} } };
  const fields = formFields({ properties: { free: { type: 'object' }, rows, anything: {} }, required: ['rows'] });
  const said = fields.map((field) => {
    const fixture = TestBed.createComponent(JsonField);
    for (const [name, value] of Object.entries({ control: new FormControl(''), field, label: field.name, hint: '' })) {
      fixture.componentRef.setInput(name, value);
    }
    fixture.detectChanges();
    return (fixture.nativeElement as HTMLElement).querySelector('mat-hint')!.textContent.trim();
  });
  expect(said).toEqual(hints);
});
