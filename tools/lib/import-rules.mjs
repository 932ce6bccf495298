const SERVER_PACKAGES = ['@nestjs/*', 'bull', 'bull/*', 'ioredis', 'ioredis/*', 'socket.io', 'class-validator'];

/** What speaks to an object storage: nothing but one library knows which storage files are kept on. */
const STORAGE_SDK = '@aws-sdk/*';

/** Who may import whom, by the tags of each `project.json`: docs/architecture.md has the table. */
export const depConstraints = [
  { sourceTag: 'type:contracts', onlyDependOnLibsWithTags: [], allowedExternalImports: [] },
  { sourceTag: 'type:foundation', onlyDependOnLibsWithTags: ['type:foundation', 'type:contracts'] },
  {
    // It knows what is refused and not what is asked for, nor where that is kept.
    sourceTag: 'scope:problems',
    onlyDependOnLibsWithTags: ['type:contracts'],
    bannedExternalImports: ['ioredis', 'ioredis/*', 'bull', 'bull/*', '@nestjs/bull', 'socket.io', 'fastify'],
  },
  // It knows the driver and nothing of what is kept in Redis, nor who makes its connections.
  { sourceTag: 'scope:redis', onlyDependOnLibsWithTags: [], allowedExternalImports: ['ioredis', '@jest/globals'] },
  // It knows the driver, and nothing of what is told through it.
  {
    sourceTag: 'scope:event-log',
    onlyDependOnLibsWithTags: ['scope:redis'],
    allowedExternalImports: ['ioredis', '@jest/globals'],
  },
  // It runs in a stranger's browser or program: types, fetch and sockets, nothing else.
  {
    sourceTag: 'type:client',
    onlyDependOnLibsWithTags: ['type:contracts'],
    allowedExternalImports: ['socket.io-client'],
  },
  // It knows who calls and what they may, and nothing of what they call for.
  {
    sourceTag: 'scope:access',
    onlyDependOnLibsWithTags: ['scope:problems', 'type:contracts'],
    bannedExternalImports: ['ioredis', 'ioredis/*', 'bull', 'bull/*', '@nestjs/bull', 'socket.io', 'fastify'],
  },
  // It tells who did what, and knows nothing of what that is.
  {
    sourceTag: 'scope:audit-trail',
    onlyDependOnLibsWithTags: ['scope:access', 'scope:problems', 'scope:redis', 'type:contracts'],
    bannedExternalImports: ['bull', 'bull/*', '@nestjs/bull', 'socket.io', 'fastify'],
  },
  // A host has accounts of ours or of its own: they know no tasks, and tasks no accounts.
  {
    sourceTag: 'type:identity',
    onlyDependOnLibsWithTags: ['type:foundation', 'type:contracts'],
    bannedExternalImports: ['bull', 'bull/*', '@nestjs/bull', 'socket.io'],
  },
  {
    sourceTag: 'type:engine',
    onlyDependOnLibsWithTags: ['type:foundation', 'type:contracts'],
    bannedExternalImports: ['@angular/*', 'socket.io-client', STORAGE_SDK],
  },
  // It speaks to a storage of files, and is loaded where somebody uses that alone.
  {
    sourceTag: 'type:storage',
    onlyDependOnLibsWithTags: ['type:engine', 'type:contracts'],
    allowedExternalImports: [STORAGE_SDK, '@20minutes/s3rver', '@jest/globals'],
  },
  {
    sourceTag: 'type:handlers',
    onlyDependOnLibsWithTags: ['type:engine', 'type:contracts'],
    bannedExternalImports: ['@angular/*', '@nestjs/bull', 'bull', 'bull/*', 'ioredis', 'ioredis/*', STORAGE_SDK],
  },
  // It counts what happens and uses the engine's doors alone.
  {
    sourceTag: 'type:overview',
    onlyDependOnLibsWithTags: ['type:engine', 'type:foundation', 'type:contracts'],
    bannedExternalImports: ['bull', 'bull/*', '@nestjs/bull', 'socket.io', STORAGE_SDK],
  },
  // It shows the audit log, and has a task write it to a file.
  {
    sourceTag: 'type:audit',
    onlyDependOnLibsWithTags: ['type:engine', 'type:handlers', 'type:foundation', 'type:contracts'],
    bannedExternalImports: ['bull', 'bull/*', '@nestjs/bull', 'ioredis', 'ioredis/*', 'socket.io', STORAGE_SDK],
  },
  { sourceTag: 'type:ui-foundation', onlyDependOnLibsWithTags: ['type:contracts'] },
  { sourceTag: 'type:ui', onlyDependOnLibsWithTags: ['type:ui-foundation', 'type:contracts'] },
  {
    sourceTag: 'type:app',
    onlyDependOnLibsWithTags: [
      'type:client',
      'type:engine',
      'type:identity',
      'type:overview',
      'type:audit',
      'type:handlers',
      'type:storage',
      'type:ui',
      'type:ui-foundation',
      'type:foundation',
      'type:contracts',
    ],
    bannedExternalImports: [STORAGE_SDK],
  },
  { sourceTag: 'type:example', onlyDependOnLibsWithTags: ['type:engine', 'type:contracts'] },
  { sourceTag: 'type:e2e', onlyDependOnLibsWithTags: ['type:contracts'] },
  { sourceTag: 'type:tools', onlyDependOnLibsWithTags: ['type:tools'] },
  {
    sourceTag: 'platform:node',
    onlyDependOnLibsWithTags: ['platform:node', 'platform:any'],
    bannedExternalImports: ['@angular/*'],
  },
  {
    sourceTag: 'platform:browser',
    onlyDependOnLibsWithTags: ['platform:browser', 'platform:any'],
    bannedExternalImports: SERVER_PACKAGES,
  },
];
