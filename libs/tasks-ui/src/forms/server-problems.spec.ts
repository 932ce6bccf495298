import { describe, expect, it } from '@jest/globals';
import { FormControl, FormGroup } from '@angular/forms';
import { problemOfControl } from '@task-queue/ui/form-controls';
import { placeServerProblems } from './server-problems';

const form = () => ({
  title: new FormControl(''),
  params: new FormGroup({
    filter: new FormGroup({ status: new FormControl([]) }),
    free: new FormControl('{}'),
  }),
});

describe('what the server says of fields', () => {
  it('stands beside the field it is about, at any depth', () => {
    const controls = form();
    const homeless = placeServerProblems(controls, [
      { field: 'title', message: '太长' },
      { field: 'params.filter.status', message: '不对' },
    ]);
    expect(homeless).toEqual([]);
    expect(problemOfControl(controls.title)).toBe('太长');
    expect(problemOfControl(controls.params.get('filter.status'))).toBe('不对');
    expect(controls.params.get('filter.status')?.touched).toBe(true);
  });

  it('about something inside a field stands beside that field, with its path', () => {
    const controls = form();
    placeServerProblems(controls, [{ field: 'params.free.rows.0.name', message: '必填' }]);
    expect(problemOfControl(controls.params.controls.free)).toBe('rows.0.name: 必填');
  });

  it('is given back where there is no field', () => {
    const unknown = { field: 'params.other', message: '不认识' };
    const prototype = { field: 'constructor', message: '不允许' };
    expect(placeServerProblems(form(), [unknown, prototype])).toEqual([unknown, prototype]);
  });

  it('goes away with the next change', () => {
    const controls = form();
    placeServerProblems(controls, [{ field: 'title', message: '太长' }]);
    controls.title.setValue('短');
    expect(problemOfControl(controls.title)).toBeNull();
  });
});
