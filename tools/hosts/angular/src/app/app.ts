import { Component, signal } from '@angular/core';
import { Frame } from './frame';

/** An application with a login of its own; behind it, one's own running tasks are on every page. */
@Component({
  selector: 'app-root',
  imports: [Frame],
  template: `
    @if (token() !== null) {
      <app-frame />
    } @else {
      <form (submit)="signIn(name.value, password.value); $event.preventDefault()">
        <label>Name <input #name autocomplete="username" /></label>
        <label>Password <input #password type="password" autocomplete="current-password" /></label>
        <button>Enter the shop</button>
      </form>
    }
  `,
})
export class App {
  protected readonly token = signal(sessionStorage.getItem('token'));

  protected async signIn(username: string, password: string): Promise<void> {
    const response = await fetch('/api/auth/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password }),
    });
    const { accessToken } = (await response.json()) as { accessToken: string };
    sessionStorage.setItem('token', accessToken);
    this.token.set(accessToken);
  }
}
