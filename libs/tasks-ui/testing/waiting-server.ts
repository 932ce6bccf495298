import { TestBed } from '@angular/core/testing';
import { MatIconTestingModule } from '@angular/material/icon/testing';
import { TaskTypes } from '../src/data/task-types';
import { TasksApi } from '../src/data/tasks-api';
import { serverAhead } from './clock';
import { translated } from './translated';

/** Makes ready for what says why tasks wait. @param waiting - the server's answers */
export function serveWaiting(waiting: TasksApi['waiting']): void {
  TestBed.configureTestingModule({
    imports: [MatIconTestingModule, translated()],
    providers: [
      serverAhead(),
      { provide: TaskTypes, useValue: { all: () => [] } },
      { provide: TasksApi, useValue: { waiting } },
    ],
  });
}
