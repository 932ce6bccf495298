import { Component } from '@angular/core';
import { RouterOutlet } from '@angular/router';

/** The application: whatever page the address names. */
@Component({ selector: 'app-root', imports: [RouterOutlet], template: '<router-outlet />' })
export class App {}
