import { ComponentHarness } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatFormFieldHarness } from '@angular/material/form-field/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import { MatRadioGroupHarness } from '@angular/material/radio/testing';
import { MatSelectHarness } from '@angular/material/select/testing';
import { MatSlideToggleHarness } from '@angular/material/slide-toggle/testing';

/** The create dialog, as a person has it before them. */
export class CreateTaskDialogHarness extends ComponentHarness {
  static readonly hostSelector = 'tq-create-task-dialog';

  readonly #types = this.locatorFor(MatSelectHarness.with({ ancestor: '.type' }));
  readonly #failures = this.locatorForAll('.failure');
  readonly #fields = this.locatorForAll(MatFormFieldHarness);

  /** The types that are offered, as they are listed. */
  async offeredTypes(): Promise<string[]> {
    const select = await this.#types();
    await select.open();
    const options = await select.getOptions();
    const texts = await Promise.all(options.map((option) => option.getText()));
    await select.close();
    return texts;
  }

  /** The chosen type's title; `''` before one is chosen. */
  async type(): Promise<string> {
    return (await this.#types()).getValueText();
  }

  async chooseType(title: string | RegExp): Promise<void> {
    await (await this.#types()).clickOptions({ text: title });
  }

  /** The labels of the fields, top to bottom. */
  async labels(): Promise<string[]> {
    const labels = await Promise.all((await this.#fields()).map((field) => field.getLabel()));
    return labels.map((label) => (label ?? '').replace(/\*$/, ''));
  }

  /** A field by its label, without the mark of a required one. */
  async field(label: string): Promise<MatFormFieldHarness> {
    for (const field of await this.#fields()) {
      if ((await field.getLabel())?.replace(/\*$/, '') === label) {
        return field;
      }
    }
    throw new Error(`There is no field ${label}`);
  }

  async value(label: string): Promise<string> {
    return (await this.#input(label)).getValue();
  }

  async fill(label: string, value: string): Promise<void> {
    const input = await this.#input(label);
    await input.setValue(value);
    await input.blur();
  }

  /** What a browser makes of `12-` in a field for numbers: no value, and bad input. jsdom knows no bad input. */
  async fillWithNoNumber(label: string): Promise<void> {
    const input = await this.#input(label);
    const element = TestbedHarnessEnvironment.getNativeElement(await input.host()) as HTMLInputElement;
    Object.defineProperty(element, 'validity', { value: { badInput: true }, configurable: true });
    await input.setValue('');
    await input.blur();
    Reflect.deleteProperty(element, 'validity');
  }

  /** Turns a switch. */
  async toggle(label: string): Promise<void> {
    await (await this.locatorFor(MatSlideToggleHarness.with({ label }))()).toggle();
  }

  /** Types an item into the dialog's list, and ends it. */
  async addItem(text: string): Promise<void> {
    const input = await this.locatorFor('tq-list-field input')();
    await input.sendKeys(text);
    await input.blur();
  }

  /** Has the dialog's JSON formatted. */
  async format(): Promise<void> {
    await (await this.locatorFor(MatButtonHarness.with({ ancestor: 'tq-json-field' }))()).click();
  }

  /** What stands under a field as wrong. */
  async errorsOf(label: string): Promise<string[]> {
    return (await this.field(label)).getTextErrors();
  }

  /** The choices of the radio group with this label. */
  async choices(label: string): Promise<string[]> {
    const group = await this.locatorFor(MatRadioGroupHarness.with({ selector: `[aria-labelledby="${label}"]` }))();
    return Promise.all((await group.getRadioButtons()).map(async (button) => (await button.getLabelText()) ?? ''));
  }

  /** What is said about the whole form; `''` when nothing is. */
  async failure(): Promise<string> {
    const texts = await Promise.all((await this.#failures()).map((failure) => failure.text()));
    return texts.join('\n').trim();
  }

  async submit(): Promise<void> {
    await (await this.locatorFor(MatButtonHarness.with({ selector: '[type=submit]' }))()).click();
  }

  async cancel(): Promise<void> {
    const buttons = await this.locatorForAll(MatButtonHarness.with({ ancestor: 'mat-dialog-actions' }))();
    await buttons[0]!.click();
  }

  async #input(label: string): Promise<MatInputHarness> {
    const control = await (await this.field(label)).getControl(MatInputHarness);
    if (!control) {
      throw new Error(`The field ${label} is not for typing`);
    }
    return control;
  }
}
