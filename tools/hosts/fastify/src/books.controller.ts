import { Body, Controller, Get, Header, Param, ParseIntPipe, Post, Query, Version } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString } from 'class-validator';

export class BookDto {
  @IsString() readonly title: string;
  @IsOptional() @IsInt() readonly pages?: number;
}

export class ShelfQuery {
  @IsOptional() @IsInt() @Type(() => Number) readonly page?: number;
}

@Controller('books')
export class BooksController {
  @Get()
  @Header('x-till', 'open')
  list(@Query() { page = 1 }: ShelfQuery): object {
    return { page, books: ['Emma'] };
  }

  @Get()
  @Version('2')
  listAnew(): object {
    return ['Emma'];
  }

  @Get(':id')
  one(@Param('id', ParseIntPipe) id: number): object {
    return { id, isNumber: typeof id === 'number' };
  }

  @Post()
  add(@Body() book: BookDto): object {
    return { ...book, isDto: book instanceof BookDto };
  }

  @Post('fire')
  burn(): never {
    throw new Error('fire');
  }
}
