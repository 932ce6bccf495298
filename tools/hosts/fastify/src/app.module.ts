import { Module } from '@nestjs/common';
import { BooksController } from './books.controller.js';
import { ChatGateway } from './chat.gateway.js';

@Module({
  controllers: [BooksController],
  providers: [ChatGateway],
})
export class AppModule {}
