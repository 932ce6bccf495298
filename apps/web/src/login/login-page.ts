import { Component } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Preferences } from '../shell/preferences';

/** What somebody sees who is not signed in: the product, preferences, and the form to sign in by. */
@Component({
  selector: 'app-login-page',
  imports: [Preferences, RouterOutlet, TranslocoPipe],
  templateUrl: './login-page.html',
  styleUrl: './login-page.scss',
})
export class LoginPage {}
