import type { Locale } from '@task-queue/contracts';
import { localeOf, requestIdOf } from '@task-queue/problems';
import type { TasksModuleOptions } from '../tasks-options.js';
import type { CallRequest } from './location.js';

/** The language of texts that a call makes: the caller's, else the deployment's. */
export function callerLocale(
  acceptLanguage: string | undefined,
  { defaultLocale = 'zh-CN' }: TasksModuleOptions,
): Locale {
  return localeOf(acceptLanguage, defaultLocale);
}

/** What every task that a call creates keeps of it. */
export function callOptionsOf(
  request: CallRequest,
  acceptLanguage: string | undefined,
  options: TasksModuleOptions,
): { readonly locale: Locale; readonly requestId: string } {
  return { locale: callerLocale(acceptLanguage, options), requestId: requestIdOf(request) };
}
