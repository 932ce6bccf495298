import { HttpErrorResponse, type HttpInterceptorFn } from '@angular/common/http';
import { inject } from '@angular/core';
import { catchError, from, switchMap, throwError } from 'rxjs';
import { Session } from './session';

/** A call whose token was refused is sent once more with a new one, where there is one. */
export const renewOnRefusal: HttpInterceptorFn = (request, next) => {
  const token = /^Bearer (.+)$/.exec(request.headers.get('Authorization') ?? '')?.[1];
  if (token === undefined) {
    return next(request);
  }
  const session = inject(Session);
  return next(request).pipe(
    catchError((refusal: unknown) => {
      if (!(refusal instanceof HttpErrorResponse) || refusal.status !== 401) {
        return throwError(() => refusal);
      }
      return from(session.tokenAfter(token)).pipe(
        switchMap((fresh) =>
          fresh === null
            ? throwError(() => refusal)
            : next(request.clone({ setHeaders: { Authorization: `Bearer ${fresh}` } })),
        ),
      );
    }),
  );
};
