import { Component } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { TokenTable } from './token-table';

/** 访问令牌: one's own, for programs. */
@Component({
  selector: 'tq-tokens-page',
  imports: [TokenTable, TranslocoPipe],
  template: `
    <h1>{{ 'identity.tokens.title' | transloco }}</h1>
    <p class="lead">{{ 'identity.tokens.lead' | transloco }}</p>
    <tq-token-table />
  `,
  styleUrl: '../frame/table-page.scss',
})
export class TokensPage {}
