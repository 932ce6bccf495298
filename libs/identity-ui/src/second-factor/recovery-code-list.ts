import { Component, computed, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';
import { CopyButton } from '@task-queue/ui/copy-button';

/** Recovery codes, this once: to be copied, or kept as a file. */
@Component({
  selector: 'tq-recovery-code-list',
  imports: [CopyButton, MatButton, TranslocoPipe],
  template: `
    <p role="status">{{ 'identity.secondFactor.codes.lead' | transloco }}</p>
    <ul [attr.aria-label]="'identity.secondFactor.codes.title' | transloco">
      @for (code of codes(); track code) {
        <li>
          <code>{{ code }}</code>
        </li>
      }
    </ul>
    <div class="ways">
      <a matButton="outlined" [href]="file()" download="recovery-codes.txt">
        {{ 'identity.secondFactor.codes.download' | transloco }}
      </a>
      <tq-copy-button [text]="text()" [label]="'identity.secondFactor.codes.copy' | transloco" />
    </div>
  `,
  styles: `
    p {
      margin: 0 0 12px;
      color: var(--mat-sys-on-surface-variant);
    }

    ul {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(232px, 1fr));
      gap: 4px 16px;
      margin: 0;
      padding: 12px 16px;
      border-radius: 12px;
      background: var(--mat-sys-surface-container);
      list-style: none;
    }

    code {
      user-select: all;
    }

    .ways {
      display: flex;
      align-items: center;
      gap: 8px;
      margin-top: 12px;
    }
  `,
})
export class RecoveryCodeList {
  readonly codes = input.required<readonly string[]>();

  protected readonly text = computed(() => this.codes().join('\n'));
  /** Made by the page itself: no address that a log would have. */
  protected readonly file = computed(() => `data:text/plain;charset=utf-8,${encodeURIComponent(`${this.text()}\n`)}`);
}
