import { BreakpointObserver } from '@angular/cdk/layout';
import { afterRenderEffect, effect, ElementRef, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatDialogRef, type MatDialogConfig } from '@angular/material/dialog';
import { map } from 'rxjs';

/** Narrower than this a dialog fills the screen. */
const NARROW = '(max-width: 599.98px)';

/** What a dialog that fits itself is opened with: Material's own limits are out of its way. */
export const FITTED = { maxWidth: '100vw', maxHeight: '100dvh' } as const satisfies MatDialogConfig;

/**
 * Gives the dialog whose component calls this its size, and the whole screen where that is narrow, also when it is turned
 * or zoomed. To be called while the component is constructed; the dialog is to be opened with {@link FITTED}.
 */
export function fitDialog(width: string, height = ''): void {
  const dialog = inject<MatDialogRef<unknown>>(MatDialogRef);
  const { nativeElement } = inject<ElementRef<HTMLElement>>(ElementRef);
  const isNarrow = toSignal(
    inject(BreakpointObserver)
      .observe(NARROW)
      .pipe(map(({ matches }) => matches)),
    {
      requireSync: true,
    },
  );
  effect(() => {
    dialog.updateSize(isNarrow() ? '100vw' : `min(${width}, 96vw)`, isNarrow() ? '100dvh' : height);
    dialog.updatePosition(isNarrow() ? {} : { top: '4dvh' }); // what unfolds in it grows downwards
  });
  // The frame is Material's, around the component: its own styles do not reach it.
  afterRenderEffect(() => {
    const style = nativeElement.closest<HTMLElement>('mat-dialog-container')?.style;
    style?.setProperty('max-height', isNarrow() ? 'none' : '92dvh');
    style?.setProperty('--mat-dialog-container-shape', isNarrow() ? '0' : '20px');
    style?.setProperty('--mat-dialog-container-color', 'var(--mat-sys-surface-container-lowest)');
  });
}
