import { Component, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatButtonToggle, MatButtonToggleGroup } from '@angular/material/button-toggle';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatProgressBar } from '@angular/material/progress-bar';
import { MatOption, MatSelect } from '@angular/material/select';
import { RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { OVERVIEW_WINDOWS } from '@task-queue/contracts';
import { clockTime, lengthOfTime } from '@task-queue/ui/formats';
import { ProblemText } from '@task-queue/ui/problem';
import { inLanguage } from '../data/in-language';
import { injectMountedAt } from '../data/mounted-at';
import { injectMay } from '../data/permissions';
import { TaskTypes } from '../data/task-types';
import { ChartCard } from './charts/chart-card';
import { chartsOf, LEADS, stepsOf, tasksSince } from './charts/chart-data';
import { troublesOf } from './health';
import { LanesTable } from './lanes-table';
import { OverviewBoard } from './overview-board';
import { OverviewIcons } from './overview-icons';
import { SlowestTypes } from './slowest-types';
import { TopErrors } from './top-errors';
import { WorkersTable } from './workers-table';

/** A number that says much, and where it leads: `null` for nowhere. */
interface Figure {
  readonly name: string;
  readonly value: string;
  readonly beside: string;
  readonly query: Readonly<Record<string, string>> | null;
}

/** 概览: whether all is well, what is slow, what fails, and when the backlog will be gone. */
@Component({
  selector: 'tq-overview-page',
  imports: [
    ChartCard,
    LanesTable,
    MatButton,
    MatButtonToggle,
    MatButtonToggleGroup,
    MatFormField,
    MatIcon,
    MatLabel,
    MatOption,
    MatProgressBar,
    MatSelect,
    RouterLink,
    SlowestTypes,
    TopErrors,
    TranslocoPipe,
    WorkersTable,
  ],
  providers: [OverviewBoard],
  templateUrl: './overview-page.html',
  styleUrl: './overview-page.scss',
})
export class OverviewPage {
  readonly #may = injectMay();
  readonly #problemText = inject(ProblemText);
  readonly #types = inject(TaskTypes);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });

  protected readonly board = inject(OverviewBoard);
  protected readonly mountedAt = injectMountedAt();
  protected readonly windows = OVERVIEW_WINDOWS;
  protected readonly shown = this.board.shown;
  protected readonly isEverybodys = computed(() => this.#may('tasks:read:all'));
  protected readonly failure = computed(() => {
    const problem = this.board.problem();
    return problem === null ? null : this.#problemText.of(problem);
  });
  protected readonly staleTime = computed(() => clockTime(this.shown()?.atMs ?? 0, this.#language()));
  /** The types there are, with the one the address names though it may be gone. */
  protected readonly types = computed(() => {
    const language = this.#language();
    const known = this.#types.all().map(({ type, title }) => ({ type, title: inLanguage(title, language) }));
    const { type } = this.board.place();
    return type === '' || known.some((one) => one.type === type) ? known : [...known, { type, title: type }];
  });
  protected readonly charts = computed(() => {
    const shown = this.shown();
    return shown === null ? [] : chartsOf(shown.overview);
  });
  protected readonly steps = computed(() => {
    const shown = this.shown();
    return shown === null ? null : stepsOf(shown.overview, shown.place.window);
  });
  /** What is not well, in words. */
  protected readonly troubles = computed(() => {
    const [shown, language] = [this.shown(), this.#language()];
    return (shown === null ? [] : troublesOf(shown.overview, shown.workers)).map(({ code, params }) => {
      const { lane } = params;
      const name = lane === undefined ? '' : this.#transloco.translate(`tasks.lanes.name.${lane}`, {}, language);
      return this.#transloco.translate<string>(`tasks.overview.trouble.${code}`, { ...params, lane: name }, language);
    });
  });
  /** The numbers that say most, over the whole window. */
  protected readonly figures = computed((): readonly Figure[] => {
    const [shown, steps] = [this.shown(), this.steps()];
    if (shown === null || steps === null) {
      return [];
    }
    const { overview, place } = shown;
    const numbers = new Intl.NumberFormat(this.#language());
    const sum = (name: 'created' | 'completed' | 'failed'): number =>
      overview.steps.reduce((total, step) => total + step[name], 0);
    const [failed, ended] = [sum('failed'), sum('failed') + sum('completed')];
    const percent = new Intl.NumberFormat(this.#language(), { style: 'percent', maximumFractionDigits: 1 });
    const time = (ms: number | null): string => (ms === null ? '–' : lengthOfTime(ms));
    const share = ended === 0 ? '' : percent.format(failed / ended);
    const count = (name: 'created' | 'completed' | 'failed', beside = ''): Figure => {
      const lead = LEADS[name];
      return { name, value: numbers.format(sum(name)), beside, query: tasksSince(steps, place.type, lead) };
    };
    const length = (name: 'wait' | 'run'): Figure => {
      const { p50, p95 } = overview[name];
      return { name, value: time(p50), beside: `p95 ${time(p95)}`, query: null };
    };
    return [count('created'), count('completed'), count('failed', share), length('wait'), length('run')];
  });

  constructor() {
    inject(OverviewIcons);
  }
}
