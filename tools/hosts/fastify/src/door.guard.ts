import type { CanActivate, ExecutionContext } from '@nestjs/common';

/** Lets nobody in who has no key; whoever is at the chat is in. */
export class DoorGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') {
      return true;
    }
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string | undefined> }>();
    return headers['x-key'] === 'brass';
  }
}
