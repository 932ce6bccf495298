import { ApiParam } from '@nestjs/swagger';

/** Documents the id in the address of a call on one task. */
export const TaskId = (): MethodDecorator =>
  ApiParam({ name: 'id', description: "The task's id; any other text is answered as an unknown task" });
