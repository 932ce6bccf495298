import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The workspace's folder. */
export const rootDir = fileURLToPath(new URL('../..', import.meta.url));

const PLATFORMS = ['any', 'browser', 'node'];

/** Folders whose folders are projects; `tools` is a project itself. */
const SHELVES = ['apps', 'examples', 'libs'];

/** The folders of `tools`; its own commands stand beside them. */
const TOOL_FOLDERS = ['bench', 'chaos', 'hosts', 'jest', 'lib', 'pack'];

const HELP = 'CONTRIBUTING.md, “A new library”, says what a project needs.';

/** Every project by its `project.json`. */
export function readProjects(root = rootDir) {
  const folders = [...SHELVES.flatMap((shelf) => foldersIn(root, shelf)), 'tools'];
  return folders
    .filter((folder) => existsSync(join(root, folder, 'project.json')))
    .map((folder) => {
      const { name, tags = [], targets = {} } = readJson(join(root, folder, 'project.json'));
      return {
        name,
        root: folder,
        tags,
        type: valueOf(tags, 'type'),
        platform: valueOf(tags, 'platform'),
        targets: Object.keys(targets),
      };
    });
}

/** Where imports by a library's name lead: its name and the file, from the workspace's folder; `*` is each that there is. */
export function readDoors(root = rootDir) {
  const { paths } = readJson(join(root, 'tsconfig.base.json')).compilerOptions;
  return Object.entries(paths).flatMap(([name, [path]]) => {
    const file = path.replace(/^\.\//, '');
    const [before, after] = file.split('*');
    if (after === undefined) {
      return [{ name, file }];
    }
    return readdirSync(join(root, before))
      .filter((part) => existsSync(join(root, before + part + after)))
      .map((part) => ({ name: name.replace('*', part), file: before + part + after }));
  });
}

/**
 * What keeps the workspace from being known by its tags alone, a line each that says what to do.
 *
 * @param knownTags - the tags that have a rule of who may import whom
 */
export function complaintsOfWorkspace(knownTags, root = rootDir) {
  const projects = readProjects(root);
  const doors = readDoors(root);
  const known = new Set(projects.map((project) => project.root));
  const strays = SHELVES.flatMap((shelf) => foldersIn(root, shelf)).filter((folder) => !known.has(folder));
  const strayTools = foldersIn(root, 'tools').filter((folder) => !TOOL_FOLDERS.includes(folder.replace('tools/', '')));
  return [
    ...strays.map((folder) => `${folder} has no project.json. ${HELP}`),
    ...strayTools.map((folder) => `${folder} is none of ${TOOL_FOLDERS.join(', ')}: put it into one of them.`),
    ...projects.flatMap((project) => complaintsOfProject(project, knownTags, doors, root)),
  ];
}

function complaintsOfProject({ root: folder, type, platform, tags, targets }, knownTags, doors, root) {
  const file = `${folder}/project.json`;
  const complaints = [];
  if (type === undefined || !knownTags.includes(`type:${type}`)) {
    const types = knownTags.filter((tag) => tag.startsWith('type:')).join(', ');
    complaints.push(`${file} needs one tag of ${types}. ${HELP}`);
  }
  if (!PLATFORMS.includes(platform)) {
    complaints.push(`${file} needs one tag of ${PLATFORMS.map((name) => `platform:${name}`).join(', ')}. ${HELP}`);
  }
  for (const tag of tags.filter((one) => one.startsWith('scope:') && !knownTags.includes(one))) {
    complaints.push(`${file} has the tag ${tag}, which no rule speaks of: drop it, or write its rule.`);
  }
  if (!targets.includes('typecheck') || !existsSync(join(root, folder, 'tsconfig.json'))) {
    complaints.push(`${file} needs a target “typecheck”, and a tsconfig.json beside it. ${HELP}`);
  }
  if (folder.startsWith('libs/') && !doors.some((door) => door.file.startsWith(`${folder}/`))) {
    complaints.push(`${folder} has no door: name its src/index.ts under “paths” in tsconfig.base.json. ${HELP}`);
  }
  return complaints;
}

/** The value of the tag `name:value`, where there is exactly one. */
function valueOf(tags, name) {
  const values = tags.filter((tag) => tag.startsWith(`${name}:`)).map((tag) => tag.slice(name.length + 1));
  return values.length === 1 ? values[0] : undefined;
}

/** The folders directly in one, that have a file somewhere. */
function foldersIn(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && hasFiles(join(root, folder, entry.name)))
    .map(({ name }) => `${folder}/${name}`);
}

function hasFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).some((entry) =>
    entry.isDirectory() ? hasFiles(join(folder, entry.name)) : true,
  );
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
