import { bootstrapApplication } from '@angular/platform-browser';
import { App } from './app';
import { appConfig } from './app.config';
import { loadCjkFont } from './theme/cjk-font';

bootstrapApplication(App, appConfig).then(loadCjkFont, (error: unknown) => console.error(error));
