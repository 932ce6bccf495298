import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { FormControl } from '@angular/forms';
import { MatFormFieldHarness } from '@angular/material/form-field/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import { MatRadioButtonHarness } from '@angular/material/radio/testing';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { translated } from '../../testing/translated';
import { checkedBy } from '../form-controls/field-problem';
import { toInstant } from './local-time';
import { TimeField } from './time-field';
import { timeProblem } from './time-problem';

@Component({
  imports: [TimeField],
  template: `<tq-time-field [control]="control" label="开始时间" />`,
})
class Host {
  readonly control = new FormControl<string | null>(
    null,
    checkedBy((text) => timeProblem(text as string | null)),
  );
}

// The browser of somebody in New York.
const RealFormat = Intl.DateTimeFormat;
beforeAll(() => {
  jest
    .spyOn(Intl, 'DateTimeFormat')
    .mockImplementation(
      (languages, options) => new RealFormat(languages, { timeZone: 'America/New_York', ...options }),
    );
});
afterAll(() => void jest.restoreAllMocks());

async function open(value: string | null = null) {
  TestBed.configureTestingModule({ imports: [translated()] });
  const fixture = TestBed.createComponent(Host);
  const host = fixture.componentInstance;
  host.control.setValue(value);
  const loader = TestbedHarnessEnvironment.loader(fixture);
  const [field, input] = [await loader.getHarness(MatFormFieldHarness), await loader.getHarness(MatInputHarness)];
  return {
    host,
    field,
    input,
    enter: async (text: string) => {
      await input.setValue(text);
      await input.blur();
    },
    radios: () => loader.getAllHarnesses(MatRadioButtonHarness),
  };
}

describe('a field for a local time', () => {
  it.each([
    ['2027-07-01T09:00', 'GMT-4'],
    ['2027-12-01T09:00', 'GMT-5'],
  ])('says of %s the difference to UTC that holds then', async (text, offset) => {
    const { field, enter, host } = await open();
    await enter(text);
    expect(await field.getTextHints()).toEqual([`本地时间（America/New_York, ${offset}）`]);
    expect([host.control.valid, host.control.value]).toEqual([true, text]);
  });

  it('says that a time does not exist', async () => {
    const { field, enter, host, radios } = await open();
    await enter('2027-03-14T02:30');
    expect(host.control.valid).toBe(false);
    expect(await field.getTextErrors()).toEqual(['当天没有这个时间：时钟在此时拨快。请选择其他时间']);
    expect(await radios()).toEqual([]);
  });

  it('asks which of the two is meant where a time comes twice', async () => {
    const { field, enter, host, input, radios } = await open();
    await enter('2027-11-07T01:30');
    expect(await field.getTextErrors()).toEqual(['当天时钟拨慢，这个时间会出现两次，请选择是哪一次']);
    const [first, second] = await radios();
    expect([await first!.getLabelText(), await second!.getLabelText()]).toEqual(['第一次（GMT-4）', '第二次（GMT-5）']);
    await second!.check();
    expect(toInstant(host.control.value!)).toBe('2027-11-07T06:30:00.000Z');
    expect(await input.getValue()).toBe('2027-11-07T01:30');
    expect(await field.getTextHints()).toEqual(['本地时间（America/New_York, GMT-5）']);
    await first!.check();
    expect(toInstant(host.control.value!)).toBe('2027-11-07T05:30:00.000Z');
    expect(host.control.valid).toBe(true);
    await enter('2027-11-07T03:30'); // a choice is of its time alone
    expect([host.control.value, await radios()]).toEqual(['2027-11-07T03:30', []]);
  });

  it('shows which of the two it was that it begins with', async () => {
    const { input, radios } = await open('2027-11-07T01:30-05:00');
    expect(await input.getValue()).toBe('2027-11-07T01:30');
    const states = await Promise.all((await radios()).map((radio) => radio.isChecked()));
    expect(states).toEqual([false, true]);
  });
});
