import { UsePipes, ValidationPipe } from '@nestjs/common';
import { MessageBody, SubscribeMessage, WebSocketGateway, WebSocketServer } from '@nestjs/websockets';
import { IsString } from 'class-validator';

export class Line {
  @IsString() readonly text: string;
}

@WebSocketGateway({
  namespace: 'chat',
  cors: { origin: 'https://shop.example' },
  maxHttpBufferSize: 50_000,
  pingInterval: 12_345,
})
export class ChatGateway {
  @WebSocketServer() private readonly room: { emit(name: string, text: string): void };

  @SubscribeMessage('say')
  @UsePipes(new ValidationPipe({ transform: true }))
  say(@MessageBody() line: Line): number {
    this.room.emit('said', line.text);
    return line.text.length;
  }
}
