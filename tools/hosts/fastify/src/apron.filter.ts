import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';

/** Whatever is thrown is answered in the words of the shop. */
@Catch()
export class ApronFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<{ status(code: number): { send(body: object): void } }>();
    const status = thrown instanceof HttpException ? thrown.getStatus() : 500;
    reply.status(status).send({ shop: 'sorry', why: (thrown as Error).message });
  }
}
